# One sanitizer set per build tree, chosen by IEUM_SANITIZER. "address" with Clang also counts coverage, which
# makes the fuzz targets libFuzzer programs: one build serves both.
if(IEUM_SANITIZER STREQUAL "address")
  set(IEUM_SANITIZER_FLAGS -fsanitize=address,undefined -fno-sanitize-recover=all
      -fno-omit-frame-pointer)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    list(APPEND IEUM_SANITIZER_FLAGS -fsanitize=fuzzer-no-link)
    set(IEUM_LIBFUZZER ON)
  endif()
elseif(IEUM_SANITIZER STREQUAL "thread")
  set(IEUM_SANITIZER_FLAGS -fsanitize=thread -fno-omit-frame-pointer)
elseif(NOT IEUM_SANITIZER STREQUAL "")
  message(FATAL_ERROR "IEUM_SANITIZER is '${IEUM_SANITIZER}'; want empty, address or thread")
endif()
add_compile_options(${IEUM_SANITIZER_FLAGS})
add_link_options(${IEUM_SANITIZER_FLAGS})
