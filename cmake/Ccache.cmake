# Compiler cache, when the machine has one. Nothing else depends on it.
find_program(IEUM_CCACHE ccache)
if(IEUM_CCACHE)
  foreach(language C CXX)
    if(NOT CMAKE_${language}_COMPILER_LAUNCHER)
      set(CMAKE_${language}_COMPILER_LAUNCHER ${IEUM_CCACHE})
    endif()
  endforeach()
endif()
# ccache can only reuse objects built with precompiled headers if told that their time stamps do not matter.
if(IEUM_CCACHE AND IEUM_PRECOMPILE)
  foreach(language C CXX)
    set(CMAKE_${language}_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        ${IEUM_CCACHE})
  endforeach()
endif()
