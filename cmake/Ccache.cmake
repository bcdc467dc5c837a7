# Compiler cache, when the machine has one. Nothing else depends on it.
find_program(IEUM_CCACHE ccache)
if(IEUM_CCACHE)
  foreach(language C CXX)
    if(NOT CMAKE_${language}_COMPILER_LAUNCHER)
      set(CMAKE_${language}_COMPILER_LAUNCHER ${IEUM_CCACHE})
    endif()
  endforeach()
endif()
