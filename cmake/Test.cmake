# steward_test(<name> SOURCES … DEPS … [LABEL unit|pg]): one GoogleTest executable, known to ctest.
# Label `unit` does no I/O; `pg` starts a private PostgreSQL and Redis (platform/testing).
include(CTest)
find_package(GTest REQUIRED)

function(steward_test name)
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;DEPS" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_compile_options(${name} PRIVATE ${STEWARD_WARNINGS})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 300)
endfunction()

# steward_uses_descriptors(<target>…): STEWARD_DESCRIPTORS is the path of the descriptor set, which is
# made before they are.
function(steward_uses_descriptors)
  foreach(target ${ARGV})
    add_dependencies(${target} descriptors)
    target_compile_definitions(${target} PRIVATE
                               STEWARD_DESCRIPTORS="${CMAKE_BINARY_DIR}/steward.descriptors")
  endforeach()
endfunction()
