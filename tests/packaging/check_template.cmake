# Does what an author does: installs the plugin interface, copies the template to a folder outside the tree, builds it
# there with nothing but CMAKE_PREFIX_PATH, and looks at what came out. Then the host plays with it.
cmake_minimum_required(VERSION 3.25)

# Below the system's temporary folder, as nothing of the tree may be in reach.
set(temporary "$ENV{TMPDIR}")
if(temporary STREQUAL "")
  set(temporary /tmp)
endif()
string(RANDOM LENGTH 12 name)
set(work "${temporary}/stellatune template ${name}")

function(fail)
  file(REMOVE_RECURSE "${work}")
  string(REPLACE ";" " " text "${ARGN}")
  message(FATAL_ERROR "${text}")
endfunction()

function(run output)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE text ERROR_VARIABLE errors RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    fail(${ARGN} ": ${status}\n${text}\n${errors}")
  endif()
  set(${output} "${text}" PARENT_SCOPE)
endfunction()

run(ignored "${CMAKE_COMMAND}" --install "${BINARY_DIR}" --component StellaTunePluginApi --prefix "${work}/prefix")
file(COPY "${work}/prefix/share/stellatune/plugin-template/" DESTINATION "${work}/author")

set(build "${work}/build")
run(ignored "${CMAKE_COMMAND}" -E env --unset=CFLAGS --unset=CXXFLAGS --unset=LDFLAGS
  "${CMAKE_COMMAND}" -S "${work}/author" -B "${build}" -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${work}/prefix"
    "-DCMAKE_C_COMPILER=${C_COMPILER}" "-DCMAKE_CXX_COMPILER=${CXX_COMPILER}"
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_COMPILE_WARNING_AS_ERROR=ON)
run(ignored "${CMAKE_COMMAND}" --build "${build}" --target plugin-packages)

foreach(plugin pcm-decoder tremolo text-lyrics tremolo-c)
  set(package "${build}/plugins/${plugin}/${plugin}.stplugin")
  run(names "${UNZIP}" -Z1 "${package}")
  if(NOT names STREQUAL "plugin.json\nLICENSE\n${PLATFORM}/${plugin}.so\n")
    fail("${plugin}.stplugin holds:\n${names}")
  endif()
  file(MAKE_DIRECTORY "${work}/unpacked/${plugin}")
  run(ignored "${UNZIP}" -q "${package}" -d "${work}/unpacked/${plugin}")
  set(library "${work}/unpacked/${plugin}/${PLATFORM}/${plugin}.so")

  file(READ "${work}/unpacked/${plugin}/plugin.json" manifest)
  string(JSON format GET "${manifest}" format)
  string(JSON id GET "${manifest}" id)
  string(JSON api_version GET "${manifest}" api_version)
  string(JSON path GET "${manifest}" libraries "${PLATFORM}")
  if(NOT format EQUAL 1 OR NOT id MATCHES "^org\\.example\\." OR NOT api_version EQUAL 9
      OR NOT path STREQUAL "${PLATFORM}/${plugin}.so")
    fail("The plugin.json of ${plugin}:\n${manifest}")
  endif()

  run(exports "${NM}" --dynamic --defined-only --format=just-symbols "${library}")
  if(NOT exports STREQUAL "stellatune_plugin_entry\n")
    fail("${plugin} exports:\n${exports}")
  endif()
  run(symbols "${READELF}" --wide --symbols "${library}")
  if(symbols MATCHES "[^\n]* UNIQUE [^\n]*")
    fail("${plugin} has a unique symbol: ${CMAKE_MATCH_0}")
  endif()
  run(dynamic "${READELF}" --wide --dynamic "${library}")
  if(dynamic MATCHES "NODELETE|SONAME" OR NOT dynamic MATCHES "BIND_NOW")
    fail("${plugin} is linked in a way that it should not be:\n${dynamic}")
  endif()
  if(dynamic MATCHES "stellatune template|${BINARY_DIR}")
    fail("${plugin} knows where it was built:\n${dynamic}")
  endif()

  if(CHECKER)
    run(ignored "${CHECKER}" "${package}")
  endif()
endforeach()

run(ignored "${CMAKE_COMMAND}" -E env "STELLATUNE_TEMPLATE_PLUGINS=${build}/plugins" "${PROBE}")
file(REMOVE_RECURSE "${work}")
