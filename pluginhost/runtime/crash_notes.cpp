#include "pluginhost/runtime/crash_memory.h"

#include <algorithm>
#include <fstream>
#include <system_error>

namespace stellatune {

namespace fs = std::filesystem;

std::vector<CrashNote> CrashMemory::readNotes(const fs::path& folder)
{
    std::vector<CrashNote> notes;
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure); !failure && entry != fs::directory_iterator();
         entry.increment(failure)) {
        if (entry->path().extension() != ".crash")
            continue;
        CrashNote note;
        note.file = entry->path();
        {
            std::ifstream file(note.file);
            std::getline(file, note.pluginId);
            std::getline(file, note.function);
            std::getline(file, note.what);
            for (std::string line; std::getline(file, line);)
                note.lastWords.push_back(std::move(line));
        }
        if (note.pluginId.empty())
            forget(note); // it was killed
        else
            notes.push_back(std::move(note));
    }
    std::sort(notes.begin(), notes.end(), [](const CrashNote& a, const CrashNote& b) {
        return a.pluginId != b.pluginId ? a.pluginId < b.pluginId : a.function < b.function;
    });
    return notes;
}

void CrashMemory::forget(const CrashNote& note)
{
    std::error_code ignored;
    fs::remove(note.file, ignored);
}

} // namespace stellatune
