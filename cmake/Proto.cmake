# steward_proto(<name> FILES a.proto b.proto …  DEPS …): a static library of generated messages.
# Services and clients need no generated gRPC code: platform/rpc works from descriptors.
function(steward_proto name)
  cmake_parse_arguments(ARG "" "ROOT" "FILES;DEPS" ${ARGN})
  if(NOT ARG_ROOT)
    set(ARG_ROOT ${CMAKE_SOURCE_DIR}/proto)
  endif()
  set(out ${CMAKE_BINARY_DIR}/generated)
  file(MAKE_DIRECTORY ${out})
  set(sources)
  foreach(file ${ARG_FILES})
    string(REGEX REPLACE "\\.proto$" "" stem ${file})
    add_custom_command(
      OUTPUT ${out}/${stem}.pb.cc ${out}/${stem}.pb.h
      COMMAND protobuf::protoc --cpp_out=${out} -I${CMAKE_SOURCE_DIR}/proto -I${STEWARD_GOOGLEAPIS}
              -I/usr/include -I${ARG_ROOT} ${ARG_ROOT}/${file}
      DEPENDS ${ARG_ROOT}/${file}
      COMMENT "Generating ${stem}.pb.cc")
    list(APPEND sources ${out}/${stem}.pb.cc)
  endforeach()
  add_library(${name} STATIC ${sources})
  target_compile_options(${name} PRIVATE -O1 -g0 -w)
  target_include_directories(${name} SYSTEM PUBLIC ${out})
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf ${ARG_DEPS})
endfunction()

# steward_descriptor_set(<target> <output> FILES … IMPORTED …): our files and those of Google that
# clients need, with their imports and comments in one FileDescriptorSet.
function(steward_descriptor_set target output)
  cmake_parse_arguments(ARG "" "" "FILES;IMPORTED" ${ARGN})
  set(paths)
  foreach(file ${ARG_FILES})
    list(APPEND paths ${CMAKE_SOURCE_DIR}/proto/${file})
  endforeach()
  add_custom_command(
    OUTPUT ${output}
    COMMAND protobuf::protoc --include_imports --include_source_info --descriptor_set_out=${output}
            -I${CMAKE_SOURCE_DIR}/proto -I${STEWARD_GOOGLEAPIS} -I/usr/include ${paths} ${ARG_IMPORTED}
    DEPENDS ${paths}
    COMMENT "Generating the descriptor set")
  add_custom_target(${target} ALL DEPENDS ${output})
endfunction()
