# Functions that declare every target, so that each folder's CMakeLists.txt lists only names.

# ieum_library(<module> HEADERS … SOURCES … PUBLIC … PRIVATE … [PRECOMPILED target])
# A static library ieum::<module> of the current folder. Paths are relative to that folder; includes are
# relative to IEUM_COMPONENT_ROOT, which each component's top CMakeLists.txt sets to itself.
function(ieum_library module)
  cmake_parse_arguments(ARG "" "PRECOMPILED" "HEADERS;SOURCES;PUBLIC;PRIVATE" ${ARGN})
  if(NOT ARG_PRECOMPILED)
    set(ARG_PRECOMPILED ieum_library_pch)
  endif()
  set(target ieum_${module})
  add_library(${target} STATIC)
  add_library(ieum::${module} ALIAS ${target})
  list(TRANSFORM ARG_HEADERS PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  target_sources(${target}
    PUBLIC FILE_SET HEADERS BASE_DIRS ${IEUM_COMPONENT_ROOT} FILES ${ARG_HEADERS}
    PRIVATE ${ARG_SOURCES})
  target_link_libraries(${target} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE}
    $<BUILD_INTERFACE:ieum_warnings>)
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${module})
  ieum_precompile(${target} ${ARG_PRECOMPILED})
endfunction()

# Headers that nearly every source includes are parsed once: one set for libraries, one for tests (their code
# model differs), and for each a larger one with gRPC and the messages. What a header forgets to include is then
# found by unit/header_includes and by the header check (all_verify_interface_header_sets), which does without.
function(ieum_precompile target from)
  if(IEUM_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${from})
  endif()
endfunction()

# ieum_program(<name> SOURCES … LIBS …)
function(ieum_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} ieum_warnings)
endfunction()

# Test code is compiled quickly, what it tests as it will run: half the time of a build was optimising tests.
set(IEUM_TEST_COMPILE_OPTIONS -O0 -U_FORTIFY_SOURCE)
if(IEUM_SANITIZER STREQUAL "address")
  # A third of the compiler's time; what is tested keeps both sanitizers.
  list(APPEND IEUM_TEST_COMPILE_OPTIONS -fno-sanitize=undefined)
endif()

# ieum_test(<name> LABEL unit|conformance|integration|e2e|quality|crash SOURCES … LIBS … [TIMEOUT seconds])
# One GoogleTest binary. ieum_test_support and the gMock main are linked in.
function(ieum_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;LIBS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} ieum_test_support GTest::gmock_main ieum_warnings)
  target_compile_options(${name} PRIVATE ${IEUM_TEST_COMPILE_OPTIONS})
  set_target_properties(${name} PROPERTIES UNITY_BUILD ${IEUM_UNITY_TESTS} UNITY_BUILD_BATCH_SIZE 12)
  if(ieum_test_server IN_LIST ARG_LIBS)
    ieum_precompile(${name} ieum_server_test_pch)
  else()
    ieum_precompile(${name} ieum_test_pch)
  endif()
  add_test(NAME ${ARG_LABEL}/${name} COMMAND ${name})
  # Programs speak by locale.
  set_tests_properties(${ARG_LABEL}/${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT LC_ALL=C.UTF-8)
endfunction()

# ieum_fuzz(<name> SOURCES … LIBS …)
# A fuzz target. In the asan preset it is a libFuzzer program that searches for IEUM_FUZZ_SECONDS; elsewhere it
# replays its corpus (tests/fuzz/corpus/<name>) and a fixed number of seeded mutations.
function(ieum_fuzz name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} ieum_warnings)
  target_compile_options(${name} PRIVATE ${IEUM_TEST_COMPILE_OPTIONS})
  set(corpus ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
  set(timeout 120)
  if(IEUM_LIBFUZZER)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    # New inputs and findings stay in the build tree; they start the next search.
    set(found ${CMAKE_CURRENT_BINARY_DIR}/found/${name})
    file(MAKE_DIRECTORY ${found})
    add_test(NAME fuzz/${name} COMMAND ${name} -seed=1 -max_total_time=${IEUM_FUZZ_SECONDS} -timeout=20 -rss_limit_mb=2048
             -artifact_prefix=${found}- ${found} ${corpus})
    math(EXPR timeout "${IEUM_FUZZ_SECONDS} + 120")
  else()
    target_link_libraries(${name} PRIVATE ieum_fuzz_main)
    add_test(NAME fuzz/${name} COMMAND ${name} ${corpus})
  endif()
  set_tests_properties(fuzz/${name} PROPERTIES LABELS fuzz TIMEOUT ${timeout})
endfunction()

# ieum_bench(<name> SOURCES … LIBS …)
# A Google Benchmark binary; run by hand, never as a timed test.
function(ieum_bench name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} benchmark::benchmark ieum_warnings)
endfunction()
