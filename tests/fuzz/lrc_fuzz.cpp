// The parser of lyrics must take any bytes, and what it makes of them must be in order and in one piece.
#include "plugins/lyrics-lrc/lrc_parser.h"
#include "plugins/lyrics-lrc/lyrics_text.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <pluginapi/sdk/plugin.h>

using namespace stellatune;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    try {
        const lrc::Document document =
            lrc::parseLrc(lrc::decodeText(std::string_view(reinterpret_cast<const char*>(data), size)));
        int64_t before = 0;
        for (const lrc::Line& line : document.lines) {
            std::string joined;
            for (const lrc::Word& word : line.words)
                joined += word.text;
            if (line.timeMs < before || (!line.words.empty() && joined != line.text))
                std::abort();
            before = line.timeMs;
        }
        sdk::Json::parse(document.toJson().dump()); // valid UTF-8, or it throws
    } catch (const sdk::JsonError&) {
        std::abort();
    } catch (const sdk::Error&) {
        // Lyrics beyond all measure are refused.
    }
    return 0;
}
