#include "app/ui/settings/config_conversation.h"

#include <utility>

namespace stellatune {
namespace {

/// An answer comes with the next block; without the engine there is none.
constexpr int kPatienceMs = 5'000;
/// Another instance may be long in the making.
constexpr int kMakingMs = 30'000;

} // namespace

ConfigConversation::ConfigConversation(Calls calls) : m_calls(std::move(calls))
{
    m_patience.setSingleShot(true);
    QObject::connect(&m_patience, &QTimer::timeout, &m_patience, [this] { takeAsGood(); });
}

void ConfigConversation::start(const std::string& good)
{
    m_patience.stop();
    m_sent.reset();
    m_next.reset();
    m_good = good;
}

void ConfigConversation::want(const std::string& config)
{
    if (m_sent)
        m_next = config;
    else if (config == m_good)
        m_calls.used(false); // nobody would answer
    else
        send(config);
}

void ConfigConversation::finish()
{
    if (m_next)
        m_calls.put(*std::exchange(m_next, std::nullopt));
}

void ConfigConversation::send(const std::string& config)
{
    m_sent = config;
    m_patience.start(kPatienceMs);
    m_calls.put(config);
}

void ConfigConversation::answer(const UpdateOutcome& outcome)
{
    using Status = UpdateOutcome::Status;
    if (m_sent != outcome.config)
        return;
    switch (outcome.status) {
    case Status::RequiresRecreate: // the rest follows
        m_patience.start(kMakingMs);
        return;
    case Status::Rejected:
    case Status::Failed:
        refuse(outcome);
        return;
    case Status::Applied:
    case Status::Recreated:
    case Status::Destroyed:
        m_calls.used(outcome.status == Status::Recreated);
        takeAsGood();
    }
}

void ConfigConversation::takeAsGood()
{
    m_patience.stop();
    if (!m_sent)
        return;
    m_good = *std::exchange(m_sent, std::nullopt);
    if (m_next)
        send(*std::exchange(m_next, std::nullopt));
}

void ConfigConversation::refuse(const UpdateOutcome& outcome)
{
    m_patience.stop();
    m_sent.reset();
    if (m_next) {
        send(*std::exchange(m_next, std::nullopt));
        return;
    }
    m_calls.refused(QString::fromStdString(outcome.detail));
}

} // namespace stellatune
