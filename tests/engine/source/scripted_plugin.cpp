#include "tests/engine/source/scripted_plugin.h"

#include <chrono>
#include <utility>

#include <gtest/gtest.h>

namespace stellatune::testing {

namespace {

std::string toString(StString text)
{
    return text.size == 0 ? std::string() : std::string(text.data, text.size);
}

} // namespace

ScriptedPlugin::ScriptedPlugin()
    : m_host{
          sizeof(StHost), STELLATUNE_PLUGIN_API_VERSION, this, &log, &nothing, &nothing, &nothing, &nothing,
          &control}
{}

void ScriptedPlugin::log(void*, int32_t, StString) {}

int32_t ScriptedPlugin::nothing(void*, const StWriter*)
{
    return ST_ERR_NOT_FOUND;
}

int32_t ScriptedPlugin::control(void* context, const StControlRequest* request, const StWriter* out)
{
    const Call call{toString(request->command),
                    static_cast<unsigned>(std::stoul(toString(request->request_id))),
                    toString(request->fields)};
    const Answer answer = static_cast<ScriptedPlugin*>(context)->answer(call);
    if (!answer.text.empty())
        out->write(out->context, answer.text.data(), answer.text.size());
    return answer.status;
}

ScriptedPlugin::Answer ScriptedPlugin::answer(const Call& call)
{
    Script script;
    {
        const std::lock_guard lock(m_mutex);
        ++m_counts[call.command];
        m_history.push_back(call.command + " " + std::to_string(call.id));
        if (call.command == "cancel" || call.command == "interrupt")
            m_cancelled.insert(call.id);
        checkThread(call);
        if (const auto found = m_scripts.find(call.command); found != m_scripts.end())
            script = found->second;
        m_changed.notify_all();
    }
    if (script == nullptr && call.command == "list")
        return {ST_OK, R"({"items":[]})"};
    if (script == nullptr && call.command == "search")
        return {ST_OK, R"({"candidates":[]})"};
    if (script == nullptr)
        return {ST_OK, "{}"};
    Answer answer = script(call);
    if (call.command == "create" && answer.status != ST_OK) {
        const std::lock_guard lock(m_mutex);
        ++m_refusedCreates;
    }
    return answer;
}

/// With the lock.
void ScriptedPlugin::checkThread(const Call& call)
{
    const std::thread::id self = std::this_thread::get_id();
    if (call.command == "create") {
        m_threads[call.id] = self;
    } else if (call.command == "destroy" || call.command == "begin") {
        m_wrongThreads += m_threads[call.id] == self ? 0 : 1;
    } else if (call.command == "close" || call.command == "close_untaken") {
        m_wrongThreads += m_threads[static_cast<unsigned>(std::stoul(call.fields))] == self ? 0 : 1;
    }
}

void ScriptedPlugin::on(const std::string& command, Script script)
{
    const std::lock_guard lock(m_mutex);
    m_scripts[command] = std::move(script);
}

ScriptedPlugin::Script ScriptedPlugin::atGate(std::string text)
{
    return [this, text = std::move(text)](const Call& call) -> Answer {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_gateOpen || m_cancelled.count(call.id) != 0; });
        if (m_cancelled.count(call.id) != 0)
            return {ST_ERR_CANCELLED, {}};
        return {ST_OK, text};
    };
}

ScriptedPlugin::Script ScriptedPlugin::deafAtGate(std::string text)
{
    return [this, text = std::move(text)](const Call&) -> Answer {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_gateOpen; });
        return {ST_OK, text};
    };
}

void ScriptedPlugin::openGate()
{
    const std::lock_guard lock(m_mutex);
    m_gateOpen = true;
    m_changed.notify_all();
}

void ScriptedPlugin::shutGate()
{
    const std::lock_guard lock(m_mutex);
    m_gateOpen = false;
}

size_t ScriptedPlugin::count(const std::string& command) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_counts.find(command);
    return found == m_counts.end() ? 0 : found->second;
}

void ScriptedPlugin::awaitCount(const std::string& command, size_t times)
{
    std::unique_lock lock(m_mutex);
    EXPECT_TRUE(
        m_changed.wait_for(lock, std::chrono::seconds(60), [&] { return m_counts[command] >= times; }))
        << command << " came " << m_counts[command] << " times instead of " << times;
}

std::vector<std::string> ScriptedPlugin::history(const std::set<std::string>& which) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> selected;
    for (const std::string& line : m_history) {
        if (which.count(line.substr(0, line.find(' '))) != 0)
            selected.push_back(line);
    }
    return selected;
}

size_t ScriptedPlugin::wrongThreads() const
{
    const std::lock_guard lock(m_mutex);
    return m_wrongThreads;
}

size_t ScriptedPlugin::refusedCreates() const
{
    const std::lock_guard lock(m_mutex);
    return m_refusedCreates;
}

} // namespace stellatune::testing
