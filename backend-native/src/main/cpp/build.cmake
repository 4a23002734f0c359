# Configures and builds in one command: cmake -DSOURCE=... -DBUILD=... -DSANITIZE=... -DTESTS=... -P build.cmake

foreach(step
    "-S;${SOURCE};-B;${BUILD};-DCMAKE_BUILD_TYPE=Release;-DFOVEA_SANITIZE=${SANITIZE};-DFOVEA_TESTS=${TESTS}"
    "--build;${BUILD};--config;Release;--parallel;2")
  execute_process(COMMAND ${CMAKE_COMMAND} ${step} RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "backend-native: cmake failed; its output is above")
  endif()
endforeach()
