# The libraries StellaTune is built on. `./dev` installs them; a missing one stops the configuration here by name.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)

pkg_check_modules(SNDFILE REQUIRED IMPORTED_TARGET sndfile>=1.1)
pkg_check_modules(FLAC REQUIRED IMPORTED_TARGET flac)
pkg_check_modules(VORBISFILE REQUIRED IMPORTED_TARGET vorbisfile)
pkg_check_modules(MPG123 REQUIRED IMPORTED_TARGET libmpg123)
pkg_check_modules(SOXR REQUIRED IMPORTED_TARGET soxr)
pkg_check_modules(TAGLIB REQUIRED IMPORTED_TARGET taglib)
pkg_check_modules(RTAUDIO REQUIRED IMPORTED_TARGET rtaudio)
pkg_check_modules(PULSE QUIET IMPORTED_TARGET libpulse) # to read back what the sound server does
pkg_check_modules(LIBARCHIVE REQUIRED IMPORTED_TARGET libarchive)

# What manages plugins needs the core alone, and is tested where the window is not built.
find_package(Qt6 6.4 REQUIRED COMPONENTS Core)
if(STELLATUNE_APP)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Gui Widgets Network Concurrent Svg)
  set(CMAKE_AUTOMOC ON)
endif()
