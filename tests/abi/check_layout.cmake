# Runs the program that prints the layout of the plugin interface and compares its lines with a golden file.
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND "${PROGRAM}" ${ARGUMENTS} OUTPUT_VARIABLE text ERROR_VARIABLE errors RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${PROGRAM}: ${status}\n${errors}")
endif()
file(READ "${GOLDEN}" expected)
if(text STREQUAL expected)
  return()
endif()

string(REGEX MATCHALL "[^\n]+" is "${text}")
string(REGEX MATCHALL "[^\n]+" was "${expected}")
set(report "")
foreach(line IN LISTS was)
  if(NOT line IN_LIST is)
    string(APPEND report "  - ${line}\n")
  endif()
endforeach()
foreach(line IN LISTS is)
  if(NOT line IN_LIST was)
    string(APPEND report "  + ${line}\n")
  endif()
endforeach()
if(report STREQUAL "")
  set(report "  only the order of the lines\n")
endif()
cmake_path(GET GOLDEN FILENAME name)
file(WRITE "${WORK}/${name}" "${text}")
message(FATAL_ERROR "The plugin interface is not what it was:\n${report}"
  "Plugins that people have installed rely on it. If this is not meant, undo it. If it is meant:\n"
  "* only fields at the end of structures that open with struct_size, or new structures and constants: "
  "raise api_revision in pluginapi/CMakeLists.txt;\n"
  "* anything else: raise STELLATUNE_PLUGIN_API_VERSION in pluginapi/abi/module.h and set api_revision to 0.\n"
  "Then write it down under \"Growth\" in pluginapi/README.md, and run\n"
  "  cp '${WORK}/${name}' '${GOLDEN}'")
