# One sanitizer set per build tree, chosen by IEUM_SANITIZER.
if(IEUM_SANITIZER STREQUAL "address")
  set(IEUM_SANITIZER_FLAGS -fsanitize=address,undefined -fno-sanitize-recover=all
      -fno-omit-frame-pointer)
elseif(IEUM_SANITIZER STREQUAL "thread")
  set(IEUM_SANITIZER_FLAGS -fsanitize=thread -fno-omit-frame-pointer)
elseif(IEUM_SANITIZER STREQUAL "fuzzer")
  set(IEUM_SANITIZER_FLAGS -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
      -fno-omit-frame-pointer)
elseif(NOT IEUM_SANITIZER STREQUAL "")
  message(FATAL_ERROR "IEUM_SANITIZER is '${IEUM_SANITIZER}'; want empty, address, thread or fuzzer")
endif()
add_compile_options(${IEUM_SANITIZER_FLAGS})
add_link_options(${IEUM_SANITIZER_FLAGS})
