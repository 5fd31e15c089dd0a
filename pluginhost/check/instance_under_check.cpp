#include "pluginhost/check/instance_under_check.h"

#include <vector>

#include <fmt/format.h>

namespace stellatune {

InstanceUnderCheck::~InstanceUnderCheck()
{
    try {
        destroy();
    } catch (const StepAbandoned&) {
        // destroy misbehaved, which was reported; the step goes on to its end
    }
}

void InstanceUnderCheck::adopt(void* handle, const void* functions, const StInstanceFunctions* instance,
                               const std::vector<std::string>& faults)
{
    for (const std::string& fault : faults)
        m_session.error("functions", fault);
    if (handle == nullptr)
        m_session.error("create", "create succeeded without a handle");
    if (!faults.empty() || handle == nullptr)
        throw StepAbandoned{};
    m_handle = handle;
    m_functions = functions;
    m_instance = instance;
}

void InstanceUnderCheck::checkRefusal(const void* handle) const
{
    if (m_status > 0)
        m_session.error("status", fmt::format("create answered {}, which is no status", m_status));
    if (handle != nullptr)
        m_session.error("create", "create failed and left an instance behind, which nobody will destroy");
    if (m_words.empty())
        m_session.warning("error-words", "create failed without a word to its error writer");
}

std::string InstanceUnderCheck::lastError() const
{
    TextCollector words;
    m_session.call("last_error", "", [&] { return m_instance->last_error(m_handle, words.writer()); });
    return words.take();
}

void InstanceUnderCheck::destroy()
{
    if (void* handle = std::exchange(m_handle, nullptr); handle != nullptr)
        m_session.call("destroy", "", [&] { m_instance->destroy(handle); });
}

InstanceUnderCheck makeUsable(Session& session, const InstanceFactory& make)
{
    InstanceUnderCheck instance = make("", "no configuration");
    if (!instance.isMade()) {
        session.error("create",
                      fmt::format("create refuses an empty configuration, which stands for the defaults: {}",
                                  instance.words()));
        throw StepAbandoned{};
    }
    return instance;
}

} // namespace stellatune
