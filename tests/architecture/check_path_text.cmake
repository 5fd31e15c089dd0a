# A path becomes text by inUtf8(): string() throws on Windows where a name has a character that the code page of the
# system lacks, which ends the thread. Where one system alone compiles a file, its own form is fine.
cmake_minimum_required(VERSION 3.25)

file(GLOB_RECURSE files RELATIVE "${SOURCE_DIR}" "${SOURCE_DIR}/engine/*.cpp" "${SOURCE_DIR}/engine/*.h"
  "${SOURCE_DIR}/pluginhost/*.cpp" "${SOURCE_DIR}/pluginhost/*.h" "${SOURCE_DIR}/app/*.cpp" "${SOURCE_DIR}/app/*.h")
list(LENGTH files count)
if(count EQUAL 0)
  message(SEND_ERROR "No sources found under ${SOURCE_DIR}")
endif()
list(FILTER files EXCLUDE REGEX "_(linux|macos|posix)\\.cpp$")
foreach(file IN LISTS files)
  file(STRINGS "${SOURCE_DIR}/${file}" lines REGEX "\\.(generic_)?string\\(\\)")
  if(lines)
    message(SEND_ERROR "${file}: make text of a path by inUtf8(): ${lines}")
  endif()
endforeach()
message(STATUS "${count} files checked")
