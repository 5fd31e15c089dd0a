# stellatune_add_plugin(): one function from sources to a package that StellaTune installs. It works the same in
# StellaTune's own tree and from find_package(StellaTunePluginApi).
#
#   stellatune_add_plugin(TARGET
#     ID org.example.tremolo            reversed domain, lower case; never changes
#     NAME "Tremolo"                    for people
#     VERSION 1.0.0                     semantic version
#     LICENSE MIT                       SPDX expression
#     SOURCES tremolo.cpp ...
#     [AUTHOR "..."] [DESCRIPTION "One sentence."] [HOMEPAGE https://...]
#     [LIBRARIES target-or-library ...]
#     [FILES side-file ...]             go into the package, relative ones under the same path
#     [LICENSE_FILE file])              goes into the package as LICENSE; see below
#
# It makes
#   TARGET             ${PROJECT_BINARY_DIR}/plugins/TARGET/TARGET.so (.dylib, .dll), a library that exports
#                      stellatune_plugin_entry alone and leaves memory when it is closed
#   TARGET-package     ${PROJECT_BINARY_DIR}/plugins/TARGET/TARGET.stplugin
#   plugin-packages    the packages of all plugins
#   TARGET-check       looks at the package the way StellaTune will; where STELLATUNE_PLUGIN_CHECK names the checker, which
#                      find_package() looks for
# and the header stellatune_plugin_info.h for the sources of TARGET, with what was said above as macros.
#
# Two variables hold for all calls below the folder that sets them:
#   STELLATUNE_PLUGIN_LIBRARIES      what every plugin links besides its own LIBRARIES
#   STELLATUNE_PLUGIN_LICENSE_FILE   the default of LICENSE_FILE, before a file LICENSE in the folder of the call
# STELLATUNE_PLUGIN_PLATFORM overrides the name of the platform in the package, such as linux-x86_64.

include_guard(GLOBAL)

# "linux-x86_64", "linux-aarch64", "macos-arm64", "macos-x86_64", "windows-x86_64": the names that plugin.json uses.
function(stellatune_plugin_platform output)
  if(STELLATUNE_PLUGIN_PLATFORM)
    set(${output} "${STELLATUNE_PLUGIN_PLATFORM}" PARENT_SCOPE)
    return()
  endif()
  string(TOLOWER "${CMAKE_SYSTEM_NAME}" system)
  string(TOLOWER "${CMAKE_SYSTEM_PROCESSOR}" processor)
  if(APPLE)
    set(system macos)
    if(CMAKE_OSX_ARCHITECTURES)
      list(LENGTH CMAKE_OSX_ARCHITECTURES count)
      if(count GREATER 1)
        message(FATAL_ERROR "stellatune_add_plugin: build one architecture at a time, not ${CMAKE_OSX_ARCHITECTURES}")
      endif()
      set(processor "${CMAKE_OSX_ARCHITECTURES}")
    endif()
  endif()
  if(processor STREQUAL "amd64")
    set(processor x86_64)
  elseif(processor STREQUAL "arm64" AND NOT APPLE)
    set(processor aarch64)
  endif()
  set(${output} "${system}-${processor}" PARENT_SCOPE)
endfunction()

# Stops with a message when what was said about a plugin cannot be right.
function(_stellatune_validate_plugin target id name version license)
  set(problem "")
  string(LENGTH "${id}" id_length)
  if(NOT id MATCHES "^[a-z0-9-]+(\\.[a-z0-9-]+)+$" OR id_length GREATER 128)
    set(problem "ID '${id}' must be a reversed domain of at most 128 characters from a-z, 0-9, '-' and '.', such as org.example.tremolo")
  elseif(name STREQUAL "")
    set(problem "NAME is missing: the plugin's name for people")
  elseif(NOT version MATCHES "^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$")
    set(problem "VERSION '${version}' must be a semantic version, such as 1.0.0")
  elseif(NOT license MATCHES "^[A-Za-z0-9(][A-Za-z0-9.+() -]*$")
    set(problem "LICENSE '${license}' must be an SPDX expression, such as MIT or GPL-3.0-or-later")
  endif()
  if(problem)
    message(FATAL_ERROR "stellatune_add_plugin(${target}): ${problem}")
  endif()
endfunction()

# What makes a library export its entry alone and go when it is closed.
function(_stellatune_make_unloadable target)
  # An inline variable, a template's static member or a local static of an inline function is a "unique" symbol with
  # GCC, and glibc never unmaps a library that has defined one.
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(CXX IN_LIST languages)
    include(CheckCXXCompilerFlag)
    check_cxx_compiler_flag(-fno-gnu-unique STELLATUNE_HAVE_FNO_GNU_UNIQUE)
    if(STELLATUNE_HAVE_FNO_GNU_UNIQUE)
      target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-gnu-unique>)
    endif()
  endif()

  if(APPLE)
    set(map "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/stellatune_plugin.exports")
    target_link_options(${target} PRIVATE "LINKER:-exported_symbols_list,${map}")
    set_target_properties(${target} PROPERTIES LINK_DEPENDS "${map}" INSTALL_RPATH "@loader_path")
  elseif(UNIX)
    set(map "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/stellatune_plugin.map")
    target_link_options(${target} PRIVATE "LINKER:--version-script=${map}" "LINKER:--exclude-libs,ALL" "LINKER:-z,now")
    set_target_properties(${target} PROPERTIES LINK_DEPENDS "${map}" INSTALL_RPATH "$ORIGIN")
    # A missing library is found here and not at the listener's. The sanitizers leave their own functions to the
    # program that loads the plugin.
    get_target_property(options ${target} LINK_OPTIONS)
    if(NOT "${options} ${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS} ${CMAKE_MODULE_LINKER_FLAGS}" MATCHES "-fsanitize=")
      target_link_options(${target} PRIVATE "LINKER:--no-undefined")
    endif()
  endif()
endfunction()

function(stellatune_add_plugin target)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "ID;NAME;VERSION;AUTHOR;LICENSE;DESCRIPTION;HOMEPAGE;LICENSE_FILE"
    "SOURCES;LIBRARIES;FILES")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "stellatune_add_plugin(${target}): unknown arguments: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "stellatune_add_plugin(${target}): SOURCES is missing")
  endif()
  _stellatune_validate_plugin(${target} "${ARG_ID}" "${ARG_NAME}" "${ARG_VERSION}" "${ARG_LICENSE}")

  # Both files below are C and JSON strings, which escape the same way.
  foreach(key ID NAME VERSION AUTHOR LICENSE DESCRIPTION HOMEPAGE)
    if("${ARG_${key}}" MATCHES "[\r\n\t]")
      message(FATAL_ERROR "stellatune_add_plugin(${target}): ${key} must be one line without tabs")
    endif()
    string(REPLACE "\\" "\\\\" PLUGIN_${key} "${ARG_${key}}")
    string(REPLACE "\"" "\\\"" PLUGIN_${key} "${PLUGIN_${key}}")
  endforeach()
  get_target_property(PLUGIN_API_VERSION StellaTune::PluginApi STELLATUNE_PLUGIN_API_VERSION)
  stellatune_plugin_platform(PLUGIN_PLATFORM)
  set(folder "${PROJECT_BINARY_DIR}/plugins/${target}")
  set(PLUGIN_LIBRARY "${target}${CMAKE_SHARED_LIBRARY_SUFFIX}")
  configure_file("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/stellatune_plugin_info.h.in"
    "${folder}/include/stellatune_plugin_info.h" @ONLY)
  configure_file("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.json.in" "${folder}/plugin.json" @ONLY)

  add_library(${target} MODULE ${ARG_SOURCES})
  target_include_directories(${target} PRIVATE "${folder}/include")
  target_link_libraries(${target} PRIVATE StellaTune::PluginApi ${ARG_LIBRARIES} ${STELLATUNE_PLUGIN_LIBRARIES})
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME ${target} SUFFIX "${CMAKE_SHARED_LIBRARY_SUFFIX}"
    LIBRARY_OUTPUT_DIRECTORY "$<1:${folder}>" # the expression keeps Visual Studio from appending Debug or Release
    NO_SONAME ON
    BUILD_WITH_INSTALL_RPATH ON # the package holds this very file
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(CXX IN_LIST languages)
    target_compile_features(${target} PRIVATE cxx_std_20)
  endif()
  if(C IN_LIST languages)
    target_compile_features(${target} PRIVATE c_std_11)
  endif()
  _stellatune_make_unloadable(${target})
  _stellatune_package_plugin(${target} "${folder}" "${PLUGIN_PLATFORM}" "${ARG_LICENSE_FILE}" "${ARG_FILES}")
endfunction()

# The target that makes the package: plugin.json, LICENSE, PLATFORM/library, side files; always in this order and dated
# with the first day a zip file knows.
function(_stellatune_package_plugin target folder platform license_file side_files)
  if(license_file STREQUAL "")
    if(STELLATUNE_PLUGIN_LICENSE_FILE)
      set(license_file "${STELLATUNE_PLUGIN_LICENSE_FILE}")
    else()
      set(license_file LICENSE)
    endif()
  endif()
  get_filename_component(license_file "${license_file}" ABSOLUTE)
  if(NOT EXISTS "${license_file}")
    message(FATAL_ERROR "stellatune_add_plugin(${target}): there is no ${license_file}; a package carries its licence. "
      "Put a file LICENSE beside this CMakeLists.txt, or name one with LICENSE_FILE")
  endif()

  set(stage "${folder}/package")
  set(names plugin.json LICENSE "${platform}/$<TARGET_FILE_NAME:${target}>")
  set(copies
    COMMAND "${CMAKE_COMMAND}" -E copy "${folder}/plugin.json" "${stage}/plugin.json"
    COMMAND "${CMAKE_COMMAND}" -E copy "${license_file}" "${stage}/LICENSE"
    COMMAND "${CMAKE_COMMAND}" -E copy "$<TARGET_FILE:${target}>" "${stage}/${platform}/$<TARGET_FILE_NAME:${target}>")
  set(folders "${platform}")
  set(inputs "${folder}/plugin.json" "${license_file}")
  foreach(file IN LISTS side_files)
    set(name "${file}")
    if(IS_ABSOLUTE "${file}")
      get_filename_component(name "${file}" NAME)
    endif()
    get_filename_component(file "${file}" ABSOLUTE)
    if(IS_DIRECTORY "${file}" OR name IN_LIST names OR name MATCHES "^(\\.\\./|${platform}/)")
      message(FATAL_ERROR "stellatune_add_plugin(${target}): FILES ${name}: give files, not folders, from below this "
        "CMakeLists.txt or by absolute path, each with its own name in the package")
    endif()
    get_filename_component(name_folder "${name}" DIRECTORY)
    list(APPEND folders ${name_folder})
    list(APPEND names "${name}")
    list(APPEND copies COMMAND "${CMAKE_COMMAND}" -E copy "${file}" "${stage}/${name}")
    list(APPEND inputs "${file}")
  endforeach()
  list(REMOVE_DUPLICATES folders)
  list(TRANSFORM folders PREPEND "${stage}/")

  add_custom_command(OUTPUT "${folder}/${target}.stplugin"
    COMMAND "${CMAKE_COMMAND}" -E rm -rf "${stage}" "${folder}/${target}.stplugin"
    COMMAND "${CMAKE_COMMAND}" -E make_directory ${folders}
    ${copies}
    COMMAND "${CMAKE_COMMAND}" -E chdir "${stage}" "${CMAKE_COMMAND}" -E env TZ=UTC
      "${CMAKE_COMMAND}" -E tar cf "${folder}/${target}.stplugin" --format=zip "--mtime=1980-01-01 00:00:00 UTC" -- ${names}
    DEPENDS ${target} ${inputs}
    COMMENT "Packing ${target}.stplugin"
    VERBATIM)
  add_custom_target(${target}-package DEPENDS "${folder}/${target}.stplugin")
  if(NOT TARGET plugin-packages)
    add_custom_target(plugin-packages)
  endif()
  add_dependencies(plugin-packages ${target}-package)
  if(STELLATUNE_PLUGIN_CHECK)
    add_custom_target(${target}-check
      COMMAND "${STELLATUNE_PLUGIN_CHECK}" "${folder}/${target}.stplugin"
      DEPENDS ${target}-package
      VERBATIM USES_TERMINAL)
  endif()
endfunction()
