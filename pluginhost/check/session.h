// The checks' side of the process that runs a plugin: steps, calls, findings.
#pragma once

#include "pluginhost/check/call_board.h"
#include "pluginhost/check/finding.h"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace stellatune {

/// Thrown to leave a step whose plugin cannot go on; only Session::step() catches it.
struct StepAbandoned {};

/// Calls that ended or blocked the process earlier: "dsp gain", "process". They are not tried again.
using FatalCalls = std::set<std::pair<std::string, std::string>>;

/// One thread.
class Session {
  public:
    using Send = std::function<void(const Finding&)>;
    using NamePlugin = std::function<void(const std::string&)>;

    /// Leaves out the first `stepsDone` steps, which an earlier process went through.
    Session(CallBoard& board, uint32_t stepsDone, const FatalCalls& fatalCalls, Send send, NamePlugin name)
        : m_board(board), m_stepsDone(stepsDone), m_fatalCalls(fatalCalls), m_send(std::move(send)),
          m_name(std::move(name))
    {}
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Runs `body` as the next step, unless an earlier process did. All processes go through the same steps.
    template <typename Body>
    void step(std::string_view where, Body&& body)
    {
        if (++m_step > m_stepsDone)
            always(where, std::forward<Body>(body));
    }

    /// Runs `body` in every process, as part of the next step. False when it was abandoned.
    template <typename Body>
    bool always(std::string_view where, Body&& body)
    {
        m_board.beginStep(std::max(m_step, m_stepsDone));
        m_where = where;
        try {
            body();
            return true;
        } catch (const StepAbandoned&) {
            return false;
        }
    }

    /// Calls into the plugin, under the watch of the parent. An exception that comes out of it is a finding
    /// and ends the step.
    template <typename Function>
    auto call(std::string_view function, std::string_view detail, Function&& enter)
        -> std::invoke_result_t<Function>
    {
        if (m_fatalCalls.count({m_where, std::string(function)}) != 0)
            throw StepAbandoned{};
        m_board.beginCall(m_where, function, detail);
        const CallEnd end{m_board};
        try {
            return enter();
        } catch (const std::exception& exception) {
            escaped(function, exception.what());
        } catch (...) {
            escaped(function, nullptr);
        }
        throw StepAbandoned{};
    }

    void error(std::string_view rule, std::string text) { report(Severity::Error, rule, std::move(text)); }
    void warning(std::string_view rule, std::string text)
    {
        report(Severity::Warning, rule, std::move(text));
    }
    void note(std::string_view rule, std::string text) { report(Severity::Note, rule, std::move(text)); }

    /// For the summary.
    void namePlugin(const std::string& name) { m_name(name); }

    const std::string& where() const { return m_where; }

  private:
    struct CallEnd {
        CallBoard& board;
        ~CallEnd() { board.endCall(); }
    };

    void report(Severity severity, std::string_view rule, std::string text)
    {
        m_send({severity, std::string(rule), m_where, std::move(text)});
    }
    void escaped(std::string_view function, const char* words);

    CallBoard& m_board;
    const uint32_t m_stepsDone;
    const FatalCalls m_fatalCalls;
    const Send m_send;
    const NamePlugin m_name;
    uint32_t m_step = 0; ///< the step that runs or was left out last, from 1
    std::string m_where;
};

} // namespace stellatune
