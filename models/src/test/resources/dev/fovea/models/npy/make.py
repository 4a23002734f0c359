#!/usr/bin/env python3
"""The files of NpyTest; run in this folder (Debian: python3-numpy)."""
import numpy as np

floats = np.arange(6).reshape(2, 3) - 1.5
for kind in ("f4", "f8"):
    np.save(kind + ".npy", floats.astype("<" + kind))
for kind in ("i1", "i2", "i4", "i8"):
    np.save(kind + ".npy", np.array([-2, 0, 100]).astype(kind))
np.save("u1.npy", np.array([0, 255], np.uint8))
np.save("b1.npy", np.array([True, False]))
np.save("scalar.npy", np.float32(2.5))
np.save("fortran.npy", np.asfortranarray(floats.astype("f4")))
np.save("complex.npy", np.zeros(2, np.complex64))
with open("version2.npy", "wb") as file:
    np.lib.format.write_array(file, np.array([1, 2], np.float32), version=(2, 0))
