// What plugins said last, where a signal handler finds it.
#pragma once

#include <string>
#include <string_view>

namespace stellatune::last_words {

/// Never waits: while another thread is at it, the line is passed over. Any thread.
void add(const std::string& pluginId, std::string_view line);

/// Calls `write` with the plugin's lines, oldest first. For a signal handler, once: nothing is added any
/// more.
void forEach(const char* pluginId, void (*write)(int file, const char* line), int file);

} // namespace stellatune::last_words
