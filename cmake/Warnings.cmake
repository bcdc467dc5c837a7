# Warnings for our own targets. Errors only in the presets, never for people who build us from source.
add_library(ieum_warnings INTERFACE)
target_compile_options(ieum_warnings INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Wunused-result
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  $<$<BOOL:${IEUM_WARNINGS_AS_ERRORS}>:-Werror>)
