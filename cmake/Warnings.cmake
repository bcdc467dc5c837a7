# Warnings for our own targets. Errors only in the presets, never for people who build us from source.
add_library(ieum_warnings INTERFACE)
target_compile_options(ieum_warnings INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wunused-result
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor;-Woverloaded-virtual>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  # GCC 12 reports overflows inside std::string that cannot happen (GCC bugs 105329 and 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-restrict;-Wno-stringop-overflow;-Wno-stringop-overread>
  $<$<BOOL:${IEUM_WARNINGS_AS_ERRORS}>:-Werror>)
