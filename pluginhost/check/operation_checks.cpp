#include "pluginhost/check/operation_checks.h"

#include "pluginhost/check/function_tables.h"
#include "pluginhost/check/leak_checks.h"
#include "pluginhost/lease/text_transfer.h"

#include <atomic>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {
namespace {

/// What an operation of any plugin may take here, beyond which it counts as hanging; networks may be slow.
constexpr uint32_t kPatience = 20'000; ///< milliseconds
/// What may pass between cancel and the end.
constexpr uint32_t kCancelPatience = 2'000; ///< milliseconds

/// Counts how often it was told. Shared with the plugin until the operation is destroyed, and looked at
/// afterwards.
class CountingNotifier {
  public:
    StNotifier asPluginSeesIt() { return {this, &CountingNotifier::notify}; }
    int count() const { return m_count; }

  private:
    static void notify(void* context) { ++static_cast<CountingNotifier*>(context)->m_count; }

    std::atomic<int> m_count{0};
};

/// One operation; destroyed at the end.
class OperationUnderCheck {
  public:
    OperationUnderCheck(Session& session, const char* function, const std::string& detail,
                        OperationYield yield, const BeginOperation& begin)
        : m_session(session), m_function(function)
    {
        StOperation operation{};
        m_status =
            session.call(function, detail, [&] { return begin(m_notifier.asPluginSeesIt(), &operation); });
        if (m_status != ST_OK) {
            if (m_notifier.count() != 0)
                session.error("notifier",
                              fmt::format("{} failed to begin and told the notifier all the same", function));
            return;
        }
        const std::vector<std::string> faults =
            faultsOf(operation.functions, yield == OperationYield::Stream);
        for (const std::string& fault : faults)
            session.error("functions", fault);
        if (!faults.empty() || operation.handle == nullptr) {
            if (operation.handle == nullptr)
                session.error("operation", fmt::format("{} succeeded without an operation", function));
            throw StepAbandoned{};
        }
        m_operation = operation;
    }

    ~OperationUnderCheck()
    {
        try {
            destroy();
        } catch (const StepAbandoned&) {
            // reported
        }
    }

    OperationUnderCheck(const OperationUnderCheck&) = delete;
    OperationUnderCheck& operator=(const OperationUnderCheck&) = delete;

    bool hasBegun() const { return m_operation.handle != nullptr; }
    void* handle() const { return m_operation.handle; }
    const StOperationFunctions& functions() const { return *m_operation.functions; }

    /// The state once it is no longer pending. One that stays pending is a finding and abandons the step.
    uint32_t waitForEnd(uint32_t patience, const char* after)
    {
        uint32_t state = ST_OPERATION_PENDING;
        // In short waits, so that each call comes back within the checker's limit.
        for (uint32_t waited = 0; waited < patience; waited += 100) {
            const int32_t status =
                m_session.call("wait", after, [&] { return functions().wait(handle(), 100, &state); });
            if (status == ST_OK && state != ST_OPERATION_PENDING)
                break;
            if (status != ST_OK && status != ST_ERR_TIMED_OUT)
                m_session.error("operation", fmt::format("wait of {} answers {}", m_function, status));
        }
        uint32_t polled = ST_OPERATION_PENDING;
        m_session.call("poll", after, [&] { return functions().poll(handle(), &polled); });
        if (state == ST_OPERATION_PENDING || state > ST_OPERATION_FAILED) {
            m_session.error("operation",
                            fmt::format("{} has not ended {} ms after {}", m_function, patience, after));
            throw StepAbandoned{};
        }
        if (polled != state)
            m_session.error("operation",
                            fmt::format("poll of {} says {} after wait said {}", m_function, polled, state));
        m_hasEnded = true;
        return state;
    }

    void destroy()
    {
        if (m_operation.handle == nullptr)
            return;
        void* handle = std::exchange(m_operation.handle, nullptr);
        m_session.call("destroy", m_function, [&] { m_operation.functions->destroy(handle); });
        // Once destroy has returned nothing may come any more, so this is the final count.
        const int count = m_notifier.count();
        if (count > 1)
            m_session.error("notifier",
                            fmt::format("{} told its notifier {} times; once is right", m_function, count));
        else if (m_hasEnded && count == 0)
            m_session.error("notifier", fmt::format("{} ended without telling its notifier", m_function));
    }

  private:
    Session& m_session;
    const char* m_function;
    CountingNotifier m_notifier;
    int32_t m_status = ST_OK;
    StOperation m_operation{};
    bool m_hasEnded = false;
};

int32_t take(Session& session, const OperationUnderCheck& operation, OperationYield yield, const char* detail,
             OperationResult& result)
{
    TextCollector text;
    int32_t status = ST_OK;
    if (yield == OperationYield::Text) {
        status = session.call("take_text", detail, [&] {
            return operation.functions().take_text(operation.handle(), text.writer());
        });
    } else {
        status = session.call("take_stream", detail, [&] {
            return operation.functions().take_stream(operation.handle(), &result.stream, text.writer());
        });
    }
    result.text = text.take();
    return status;
}

} // namespace

std::optional<OperationResult> runOperation(Session& session, const char* function, const std::string& detail,
                                            OperationYield yield, const BeginOperation& begin)
{
    OperationUnderCheck operation(session, function, detail, yield, begin);
    if (!operation.hasBegun())
        return std::nullopt;
    OperationResult result;
    const uint32_t state = operation.waitForEnd(kPatience, "begin");
    if (state != ST_OPERATION_READY) {
        TextCollector words;
        session.call("last_error", function,
                     [&] { return operation.functions().last_error(operation.handle(), words.writer()); });
        result.error = words.take();
        if (state == ST_OPERATION_FAILED && result.error.empty())
            session.warning("error-words", fmt::format("{} failed ({}) and last_error has no words for it",
                                                       function, detail));
        OperationResult nothing;
        if (take(session, operation, yield, "not ready", nothing) == ST_OK)
            session.error("operation",
                          fmt::format("the result of a {} that is not ready can be taken", function));
        return result;
    }
    if (const int32_t status = take(session, operation, yield, "ready", result); status != ST_OK) {
        session.error("operation",
                      fmt::format("the result of {} is ready, but taking it answers {}", function, status));
        return result;
    }
    result.isReady = true;
    if (!result.text.empty() && nlohmann::json::parse(result.text, nullptr, false).is_discarded())
        session.error("operation", fmt::format("{} yields text that is no JSON", function));
    OperationResult again;
    if (take(session, operation, yield, "again", again) == ST_OK)
        session.error("operation", fmt::format("the result of {} can be taken twice", function));
    return result;
}

void endOperationsEarly(Session& session, const char* function, OperationYield yield,
                        const BeginOperation& begin)
{
    {
        OperationUnderCheck operation(session, function, "to be cancelled at once", yield, begin);
        if (!operation.hasBegun())
            return;
        session.call("cancel", function, [&] { operation.functions().cancel(operation.handle()); });
        operation.waitForEnd(kCancelPatience, "cancel");
        session.call("cancel", "after the end", [&] { operation.functions().cancel(operation.handle()); });
    }
    // What came of it, a stream for one, goes with it.
    checkLeaks(session, fmt::format("{} that is destroyed while pending", function), kOperationCycles, [&] {
        OperationUnderCheck(session, function, "to be destroyed at once", yield, begin).destroy();
    });
    checkLeaks(session, fmt::format("{} whose result nobody takes", function), kOperationCycles, [&] {
        OperationUnderCheck operation(session, function, "not to be taken", yield, begin);
        if (operation.hasBegun())
            operation.waitForEnd(kPatience, "begin");
    });
}

} // namespace stellatune
