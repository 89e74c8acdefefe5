# steward_binary(<name> SOURCES main.cc DEPS …): an executable of ours.
function(steward_binary name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_compile_options(${name} PRIVATE ${STEWARD_WARNINGS})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS})
  # Sanitizers bring an allocator of their own.
  if(NOT STEWARD_SANITIZE)
    target_link_libraries(${name} PRIVATE ${STEWARD_TCMALLOC})
  endif()
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()
