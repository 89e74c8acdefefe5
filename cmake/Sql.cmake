# steward_sql(<library> NAMESPACE steward::ticket::sql DIR sql OUTPUT services/ticket/sql.h)
# turns <DIR>/queries/<verb>_<noun>.sql into constants kVerbNoun of type steward::pg::Query, and
# <DIR>/migrations/NNNN_<idea>.sql into kMigrations, in one generated header. The name of the file
# names the statement in metrics and logs.
function(steward_sql library)
  cmake_parse_arguments(ARG "" "NAMESPACE;DIR;OUTPUT" "" ${ARGN})
  set(dir ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_DIR})
  file(GLOB queries CONFIGURE_DEPENDS ${dir}/queries/*.sql)
  file(GLOB migrations CONFIGURE_DEPENDS ${dir}/migrations/*.sql)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${queries} ${migrations})
  set(body "")
  set(all "")
  foreach(file ${queries})
    get_filename_component(name ${file} NAME_WE)
    steward_constant_name(${name} constant)
    file(READ ${file} text)
    string(APPEND body
           "inline constexpr pg::Query ${constant}{\"${name}\", R\"sql(${text})sql\"};\n")
    string(APPEND all "&${constant}, ")
  endforeach()
  string(APPEND body "inline constexpr std::initializer_list<const pg::Query*> kQueries = {${all}};\n")
  set(list "")
  foreach(file ${migrations})
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} text)
    string(APPEND list "    {\"${name}\", R\"sql(${text})sql\"},\n")
  endforeach()
  string(APPEND body "inline constexpr std::initializer_list<pg::Migration> kMigrations = {\n${list}};\n")
  string(CONCAT header "#pragma once\n\n#include <initializer_list>\n\n#include \"platform/pg/query.h\"\n\n"
                "namespace ${ARG_NAMESPACE} {\n\nnamespace pg = ::steward::pg;\n\n${body}\n"
                "}  // namespace ${ARG_NAMESPACE}\n")
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${ARG_OUTPUT} CONTENT "${header}" @ONLY)
endfunction()

# steward_embed(NAMESPACE n OUTPUT header FILES …) turns documents into string constants: the file
# lifecycles/incident.json becomes kIncident.
function(steward_embed)
  cmake_parse_arguments(ARG "" "NAMESPACE;OUTPUT" "FILES" ${ARGN})
  set(body "")
  foreach(file ${ARG_FILES})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME_WE)
    steward_constant_name(${name} constant)
    file(READ ${file} text)
    string(APPEND body "inline constexpr absl::string_view ${constant} = R\"doc(${text})doc\";\n")
  endforeach()
  string(CONCAT header "#pragma once\n\n#include \"absl/strings/string_view.h\"\n\nnamespace ${ARG_NAMESPACE} {\n\n${body}\n"
                "}  // namespace ${ARG_NAMESPACE}\n")
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${ARG_OUTPUT} CONTENT "${header}" @ONLY)
endfunction()

# get_ticket → kGetTicket
function(steward_constant_name name result)
  string(REGEX REPLACE "^[0-9]+_" "" name ${name})
  string(REPLACE "_" ";" words ${name})
  set(constant "k")
  foreach(word ${words})
    string(SUBSTRING ${word} 0 1 first)
    string(SUBSTRING ${word} 1 -1 rest)
    string(TOUPPER ${first} first)
    string(APPEND constant ${first}${rest})
  endforeach()
  set(${result} ${constant} PARENT_SCOPE)
endfunction()
