#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

/** Which edge of a buffer touches a page that nobody may read or write. */
enum class Edge { FIRST, LAST };

/** A buffer between two such pages, against one of them without a gap. */
template <typename T>
class Guarded {
 public:
  Guarded(int64_t count, Edge edge) : count_(count) {
    const int64_t page = sysconf(_SC_PAGESIZE);
    const int64_t bytes = count * static_cast<int64_t>(sizeof(T));
    inside_ = (bytes + page - 1) / page * page;
    mapped_ = inside_ + 2 * page;
    void *all = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) {
      std::perror("mmap");
      std::abort();
    }
    all_ = static_cast<char *>(all);
    char *inside = all_ + page;
    if (inside_ > 0 && mprotect(inside, inside_, PROT_READ | PROT_WRITE) != 0) {
      std::perror("mprotect");
      std::abort();
    }
    first_ = reinterpret_cast<T *>(edge == Edge::FIRST ? inside : inside + inside_ - bytes);
  }

  Guarded(const std::vector<T> &values, Edge edge)
      : Guarded(static_cast<int64_t>(values.size()), edge) {
    for (int64_t i = 0; i < count_; ++i) {
      first_[i] = values[i];
    }
  }

  Guarded(const Guarded &) = delete;
  Guarded &operator=(const Guarded &) = delete;

  ~Guarded() { munmap(all_, mapped_); }

  /** From now on a write crashes too. */
  void protect() {
    if (inside_ > 0 && mprotect(all_ + sysconf(_SC_PAGESIZE), inside_, PROT_READ) != 0) {
      std::perror("mprotect");
      std::abort();
    }
  }

  int64_t address() const { return reinterpret_cast<int64_t>(first_); }
  int64_t count() const { return count_; }
  T &operator[](int64_t i) { return first_[i]; }
  const T &operator[](int64_t i) const { return first_[i]; }

 private:
  int64_t count_;
  int64_t inside_;
  int64_t mapped_;
  char *all_;
  T *first_;
};

/** Values that kernels only read. */
template <typename T>
class Input : public Guarded<T> {
 public:
  Input(const std::vector<T> &values, Edge edge) : Guarded<T>(values, edge) { this->protect(); }
};
