# Compiler settings that hold for every target of this project: standard, warnings, sanitizers, output folders.
# Targets opt in by linking stellatune_compiler.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")

find_program(STELLATUNE_CCACHE ccache)
if(STELLATUNE_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER "${STELLATUNE_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${STELLATUNE_CCACHE}")
endif()

add_library(stellatune_compiler INTERFACE)
target_include_directories(stellatune_compiler INTERFACE "${PROJECT_SOURCE_DIR}")
if(MSVC)
  target_compile_options(stellatune_compiler INTERFACE /W4 /WX /permissive- /utf-8)
  target_compile_definitions(stellatune_compiler INTERFACE NOMINMAX WIN32_LEAN_AND_MEAN)
else()
  target_compile_options(stellatune_compiler INTERFACE
    -Wall -Wextra -Wpedantic -Werror -Wshadow $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual> -Wcast-align
    -Wformat=2 -Wimplicit-fallthrough -fvisibility=hidden)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 takes the storage of any optimised std::variant for uninitialised, and sees std::string's operator+
    # overlap itself; the sanitizer runs and Clang's own analysis look for the real thing.
    target_compile_options(stellatune_compiler INTERFACE -Wno-maybe-uninitialized -Wno-restrict)
  endif()
endif()

if(STELLATUNE_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(STELLATUNE_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
elseif(NOT STELLATUNE_SANITIZE STREQUAL "")
  message(FATAL_ERROR "STELLATUNE_SANITIZE is '${STELLATUNE_SANITIZE}'; it may be empty, 'address' or 'thread'")
endif()
