#include "pluginhost/check/lyrics_checks.h"

#include "pluginhost/check/instance_checks.h"
#include "pluginhost/check/leak_checks.h"
#include "pluginhost/check/operation_checks.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {
namespace {

using Json = nlohmann::json;

InstanceFactory lyricsFactory(Session& session, const StLyricsType& type)
{
    return [&session, &type](std::string_view config, std::string_view detail) {
        return makeInstance<StLyrics>(session, config, detail,
                                      [&](StString text, StLyrics* made, const StWriter* error) {
                                          return type.create(text, made, error);
                                      });
    };
}

StLyricsQuery query(std::string_view path, std::string_view title, std::string_view artist)
{
    StLyricsQuery made{};
    made.struct_size = sizeof(StLyricsQuery);
    made.path = toStString(path);
    made.title = toStString(title);
    made.artist = toStString(artist);
    return made;
}

class LyricsNode {
  public:
    LyricsNode(Session& session, const StLyricsType& type)
        : m_session(session), m_instance(makeUsable(session, lyricsFactory(session, type))),
          m_functions(m_instance.functions<StLyricsFunctions>())
    {}

    /// The texts of `wanted` live as long as the operation's begin; a plugin copies them.
    BeginOperation searching(StLyricsQuery wanted) const
    {
        return [this, wanted](StNotifier notifier, StOperation* operation) {
            return m_functions.begin_search(m_instance.handle(), &wanted, notifier, operation);
        };
    }

    BeginOperation fetching(std::string id) const
    {
        return [this, id = std::move(id)](StNotifier notifier, StOperation* operation) {
            return m_functions.begin_fetch(m_instance.handle(), toStString(id), notifier, operation);
        };
    }

    /// The id of the best candidate, or empty.
    std::string search(const StLyricsQuery& wanted, const std::string& detail)
    {
        const auto result =
            runOperation(m_session, "begin_search", detail, OperationYield::Text, searching(wanted));
        if (!result || !result->isReady)
            return {};
        const Json answer = Json::parse(result->text, nullptr, false);
        if (!answer.is_object() || !answer.contains("candidates") || !answer["candidates"].is_array()) {
            m_session.error("lyrics-search",
                            fmt::format("the answer to {} has no array \"candidates\"", detail));
            return {};
        }
        for (const Json& candidate : answer["candidates"]) {
            if (!candidate.is_object() || !candidate.value("id", Json()).is_string()) {
                m_session.error("lyrics-search", "a candidate has no id");
                return {};
            }
        }
        return answer["candidates"].empty() ? std::string()
                                            : answer["candidates"][0]["id"].get<std::string>();
    }

    void fetch(const std::string& id, const std::string& detail)
    {
        const auto result =
            runOperation(m_session, "begin_fetch", detail, OperationYield::Text, fetching(id));
        if (!result || !result->isReady)
            return;
        const Json answer = Json::parse(result->text, nullptr, false);
        const bool isSound =
            answer.is_object() && answer.contains("lines") && answer["lines"].is_array() &&
            std::all_of(answer["lines"].begin(), answer["lines"].end(), [](const Json& line) {
                return line.is_object() && line.value("text", Json()).is_string();
            });
        if (!isSound)
            m_session.error("lyrics-fetch", "the answer has no array \"lines\" of objects with \"text\"");
    }

  private:
    Session& m_session;
    const InstanceUnderCheck m_instance;
    const StLyricsFunctions& m_functions;
};

void checkRequests(Session& session, const StLyricsType& type)
{
    LyricsNode lyrics(session, type);
    lyrics.search(query("", "", ""), "an empty query");
    lyrics.search(query("/no/such/file.flac", "", ""), "a file that does not exist");
    lyrics.search(query("", "\xff\xfe", "\xc0"), "texts that are not UTF-8");
    const std::string best = lyrics.search(query("", "Greensleeves", "Traditional"), "a title and an artist");
    lyrics.fetch("", "no candidate");
    lyrics.fetch("no such candidate", "an unknown candidate");
    if (!best.empty())
        lyrics.fetch(best, "the best candidate");
}

void checkEarlyEnds(Session& session, const StLyricsType& type)
{
    const LyricsNode lyrics(session, type);
    endOperationsEarly(session, "begin_search", OperationYield::Text,
                       lyrics.searching(query("", "Greensleeves", "Traditional")));
    endOperationsEarly(session, "begin_fetch", OperationYield::Text, lyrics.fetching("no such candidate"));
}

void checkUse(Session& session, const StLyricsType& type)
{
    LyricsNode lyrics(session, type);
    std::string best;
    checkLeaks(session, "search that is taken", kOperationCycles, [&] {
        best = lyrics.search(query("", "Greensleeves", "Traditional"), "a title and an artist");
    });
    if (!best.empty())
        checkLeaks(session, "fetch that is taken", kOperationCycles,
                   [&] { lyrics.fetch(best, "the best candidate"); });
}

} // namespace

void checkLyrics(Session& session, const ModuleCapability& capability)
{
    const StLyricsType& type = *std::get<const StLyricsType*>(capability.type);
    const std::string where = nameOf(capability);
    checkInstances(session, capability, lyricsFactory(session, type));
    session.step(where, [&] { checkRequests(session, type); });
    session.step(where, [&] { checkEarlyEnds(session, type); });
    session.step(where, [&] { checkUse(session, type); });
}

} // namespace stellatune
