# How this project declares its tests.
# Tests run real parts: a missing tool fails the run, it is never skipped.
find_package(GTest REQUIRED)
include(GoogleTest)

# What libraries do that the sanitizers cannot see through; each entry says why. Empty in the other builds.
# Quoted, because a path may hold spaces.
set(STELLATUNE_TEST_ENVIRONMENT "")
if(STELLATUNE_SANITIZE STREQUAL "thread")
  set(STELLATUNE_TEST_ENVIRONMENT "TSAN_OPTIONS=suppressions='${PROJECT_SOURCE_DIR}/tests/sanitizers/tsan.supp'")
elseif(STELLATUNE_SANITIZE STREQUAL "address")
  set(STELLATUNE_TEST_ENVIRONMENT "LSAN_OPTIONS=suppressions='${PROJECT_SOURCE_DIR}/tests/sanitizers/lsan.supp'")
endif()

# stellatune_test(NAME LABEL label SOURCES a.cpp ... [LIBRARIES lib ...] [LOCK name] [ALONE])
# One GoogleTest program. LABEL is unit, engine, host, app, ui or soak; the sanitizer presets build only what needs no Qt.
# Of the tests with the same LOCK only one runs at a time; no other test runs beside those that run ALONE.
function(stellatune_test name)
  cmake_parse_arguments(ARG "ALONE" "LABEL;LOCK" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} GTest::gtest GTest::gmock GTest::gtest_main)
  # An empty value would be dropped on the way and take the next property's name for its own.
  set(properties LABELS ${ARG_LABEL} TIMEOUT 300)
  if(ARG_LABEL STREQUAL "soak")
    set(properties LABELS soak TIMEOUT 3600)
  endif()
  if(ARG_LOCK)
    list(APPEND properties RESOURCE_LOCK ${ARG_LOCK})
  endif()
  if(ARG_ALONE)
    list(APPEND properties RUN_SERIAL TRUE)
  endif()
  if(STELLATUNE_TEST_ENVIRONMENT)
    list(APPEND properties ENVIRONMENT "${STELLATUNE_TEST_ENVIRONMENT}")
  endif()
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES ${properties})
endfunction()

# stellatune_check_plugin(TARGET [ARGS argument ...])
# A test, PluginCheck.TARGET, that runs stellatune-plugin-check on the library of a plugin and wants no error. ARGS go
# to the checker, such as: --file music.m4a. In builds without sanitizers only: these replace malloc, so the checker
# could count neither leaks nor allocations there, and keep what they watch mapped.
function(stellatune_check_plugin target)
  cmake_parse_arguments(ARG "" "" "ARGS" ${ARGN})
  if(STELLATUNE_SANITIZE)
    return()
  endif()
  add_test(NAME PluginCheck.${target}
    COMMAND stellatune-plugin-check "$<TARGET_FILE:${target}>" ${ARG_ARGS})
  set_tests_properties(PluginCheck.${target} PROPERTIES LABELS host TIMEOUT 300)
endfunction()
