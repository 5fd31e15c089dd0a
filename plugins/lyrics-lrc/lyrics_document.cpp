#include "lyrics_document.h"

#include <algorithm>
#include <utility>

namespace stellatune::lrc {

bool Document::isEmpty() const
{
    return std::all_of(lines.begin(), lines.end(), [](const Line& line) { return line.text.empty(); });
}

sdk::Json Document::toJson() const
{
    sdk::Json::Array all;
    all.reserve(lines.size());
    for (const Line& line : lines) {
        sdk::Json entry = sdk::Json::object({{"text", line.text}});
        if (isSynchronized)
            entry["time_ms"] = line.timeMs;
        if (!line.words.empty()) {
            sdk::Json::Array words;
            for (const Word& word : line.words)
                words.push_back(sdk::Json::object({{"time_ms", word.timeMs}, {"text", word.text}}));
            entry["words"] = sdk::Json::array(std::move(words));
        }
        all.push_back(std::move(entry));
    }
    sdk::Json json = sdk::Json::object({{"synchronized", isSynchronized}});
    json["lines"] = sdk::Json::array(std::move(all));
    if (!language.empty())
        json["language"] = language;
    return json;
}

} // namespace stellatune::lrc
