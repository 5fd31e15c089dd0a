#include "engine/output/sink_listing.h"

#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

SinkTargetsListed answerOf(const SinkAddress& sink, const Result<std::string>& listed)
{
    SinkTargetsListed answer{{sink.pluginId, sink.typeId, {}}, std::nullopt};
    if (!listed) {
        answer.error = listed.error();
        return answer;
    }
    Result<std::vector<SinkTarget>> targets = sinkTargetsFromJson(*listed);
    if (targets)
        answer.targets.targets = std::move(*targets);
    else
        answer.error = targets.error();
    return answer;
}

} // namespace

void SinkListing::ask(ListSinkTargets question)
{
    auto errand = std::make_unique<SinkErrand>(
        m_plugins, question.sink, std::move(question.config),
        [](SinkInstance& sink) { return sink.listTargets(); }, [bell = m_bell] { bell->ring(); });
    m_asked.push_back(
        {std::move(question.sink), std::chrono::steady_clock::now() + kLimit, std::move(errand)});
}

std::vector<SinkTargetsListed> SinkListing::takeAnswers()
{
    std::vector<SinkTargetsListed> answers;
    for (auto asked = m_asked.begin(); asked != m_asked.end();) {
        std::optional<Result<std::string>> result = asked->errand->result();
        if (!result && std::chrono::steady_clock::now() >= asked->deadline)
            result = Error{ErrorCode::TimedOut, "output.sink",
                           fmt::format("The plugin {} does not answer when it is asked for its targets.",
                                       asked->sink.pluginId)};
        if (!result) {
            ++asked;
            continue;
        }
        answers.push_back(answerOf(asked->sink, *result));
        asked = m_asked.erase(asked);
    }
    return answers;
}

} // namespace stellatune
