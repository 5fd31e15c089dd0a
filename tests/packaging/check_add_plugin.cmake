# What stellatune_add_plugin() makes of good and bad arguments, in projects of C alone.
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BINARY_DIR}" --component StellaTunePluginApi --prefix "${WORK}/prefix"
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

# Configures a project that calls the function with these arguments, one text, and says what CMake printed.
function(configure name output arguments)
  set(source "${WORK}/${name}")
  file(WRITE "${source}/LICENSE" "Do as you like.\n")
  file(WRITE "${source}/data/presets.json" "{}\n")
  file(WRITE "${source}/plugin.c" [[
#include "stellatune_plugin_info.h"
#include <pluginapi/abi/module.h>
const char* const kTexts[] = {ST_PLUGIN_NAME, ST_PLUGIN_AUTHOR};
const StModule* stellatune_plugin_entry(const StHost* host)
{
    return host->api_version == 0 && kTexts[0] == kTexts[1] ? (const StModule*)kTexts : 0;
}
]])
  file(WRITE "${source}/CMakeLists.txt" "cmake_minimum_required(VERSION 3.25)\nproject(Try LANGUAGES C)\n"
    "find_package(StellaTunePluginApi 9 REQUIRED)\nstellatune_add_plugin(try ${arguments})\n")
  execute_process(COMMAND "${CMAKE_COMMAND}" -S "${source}" -B "${source}/build" -G "${GENERATOR}"
      "-DCMAKE_C_COMPILER=${C_COMPILER}" "-DCMAKE_PREFIX_PATH=${WORK}/prefix"
    OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE status)
  string(REGEX REPLACE "[ \n]+" " " text "${text}") # CMake wraps messages
  set(${output} "${text}" PARENT_SCOPE)
  set(status "${status}" PARENT_SCOPE)
endfunction()

function(expect_refusal name words arguments)
  configure("${name}" text "${arguments}")
  if(status EQUAL 0)
    message(SEND_ERROR "${name}: was taken")
  endif()
  string(FIND "${text}" "${words}" place)
  if(place EQUAL -1)
    message(SEND_ERROR "${name}: does not say \"${words}\" but: ${text}")
  endif()
endfunction()

set(rest [[NAME "Try" VERSION 1.0.0 LICENSE MIT SOURCES plugin.c]])
expect_refusal(upper-case "ID 'org.Example' must be" "ID org.Example ${rest}")
expect_refusal(no-domain "ID 'example' must be" "ID example ${rest}")
expect_refusal(no-id "ID '' must be" "${rest}")
expect_refusal(no-name "NAME is missing" "ID org.example VERSION 1.0.0 LICENSE MIT SOURCES plugin.c")
expect_refusal(version "VERSION '1.0' must be" "ID org.example NAME Try VERSION 1.0 LICENSE MIT SOURCES plugin.c")
expect_refusal(leading-zero "VERSION '1.02.3' must be" "ID org.example NAME Try VERSION 1.02.3 LICENSE MIT SOURCES plugin.c")
expect_refusal(no-license "LICENSE '' must be" "ID org.example NAME Try VERSION 1.0.0 SOURCES plugin.c")
expect_refusal(no-sources "SOURCES is missing" "ID org.example NAME Try VERSION 1.0.0 LICENSE MIT")
expect_refusal(unknown "unknown arguments: VENDOR" "VENDOR me ID org.example ${rest}")
expect_refusal(no-license-file "a package carries its licence" "ID org.example LICENSE_FILE nowhere ${rest}")
expect_refusal(folder "give files, not folders" "ID org.example FILES data ${rest}")
expect_refusal(twice "each with its own name" "ID org.example FILES data/presets.json data/presets.json ${rest}")
expect_refusal(outside "from below this CMakeLists.txt" "ID org.example FILES ../no-name/LICENSE ${rest}")

# Texts come through as they are, side files keep their place, and an absolute one gets none.
set(stray "${WORK}/stray.txt")
file(WRITE "${stray}" "stray\n")
string(CONCAT arguments [[ID org.example.good-1 NAME "A \"good\" \\ one @NAME@ \$<1:x>" AUTHOR "Ä; B" VERSION 1.2.3-rc.1+5 ]]
  [[LICENSE "GPL-3.0-or-later WITH Classpath-exception-2.0" SOURCES plugin.c FILES data/presets.json]] " \"${stray}\"")
configure(good text "${arguments}")
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${text}")
endif()
execute_process(COMMAND "${CMAKE_COMMAND}" --build "${WORK}/good/build" --target try-package
  OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${text}")
endif()
set(package "${WORK}/good/build/plugins/try/try.stplugin")
execute_process(COMMAND "${UNZIP}" -Z1 "${package}" OUTPUT_VARIABLE names COMMAND_ERROR_IS_FATAL ANY)
if(NOT names STREQUAL "plugin.json\nLICENSE\n${PLATFORM}/try.so\ndata/presets.json\nstray.txt\n")
  message(SEND_ERROR "The package holds:\n${names}")
endif()
execute_process(COMMAND "${UNZIP}" -p "${package}" plugin.json OUTPUT_VARIABLE manifest COMMAND_ERROR_IS_FATAL ANY)
foreach(pair "id=org.example.good-1" [[name=A "good" \ one @NAME@ $<1:x>]] "author=Ä; B" "version=1.2.3-rc.1+5"
    "license=GPL-3.0-or-later WITH Classpath-exception-2.0" "description=" "homepage=")
  string(FIND "${pair}" "=" place)
  string(SUBSTRING "${pair}" 0 ${place} key)
  math(EXPR place "${place} + 1")
  string(SUBSTRING "${pair}" ${place} -1 wanted)
  string(JSON value GET "${manifest}" "${key}")
  if(NOT value STREQUAL wanted)
    message(SEND_ERROR "plugin.json has for ${key}: ${value}")
  endif()
endforeach()
