// Instances as the checks make them: every call watched, every table looked at before it is used.
#pragma once

#include "pluginapi/abi/module.h"
#include "pluginhost/check/function_tables.h"
#include "pluginhost/check/session.h"
#include "pluginhost/lease/text_transfer.h"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stellatune {

/// One instance of any capability, destroyed at the end when it was made.
class InstanceUnderCheck {
  public:
    InstanceUnderCheck(InstanceUnderCheck&& other) noexcept
        : m_session(other.m_session), m_status(other.m_status), m_words(std::move(other.m_words)),
          m_handle(std::exchange(other.m_handle, nullptr)), m_functions(other.m_functions),
          m_instance(other.m_instance)
    {}
    InstanceUnderCheck& operator=(InstanceUnderCheck&&) = delete;
    ~InstanceUnderCheck();

    bool isMade() const { return m_handle != nullptr; }
    /// What create answered.
    int32_t status() const { return m_status; }
    const std::string& words() const { return m_words; }

    void* handle() const { return m_handle; }
    /// The table of its capability.
    template <typename Functions>
    const Functions& functions() const
    {
        return *static_cast<const Functions*>(m_functions);
    }
    const StInstanceFunctions& instance() const { return *m_instance; }
    std::string lastError() const;
    void destroy();

  private:
    template <typename Made>
    friend InstanceUnderCheck
    makeInstance(Session& session, std::string_view config, std::string_view detail,
                 const std::function<int32_t(StString, Made*, const StWriter*)>& create);

    InstanceUnderCheck(Session& session, int32_t status, std::string words)
        : m_session(session), m_status(status), m_words(std::move(words))
    {}
    /// Abandons the step when the table has faults.
    void adopt(void* handle, const void* functions, const StInstanceFunctions* instance,
               const std::vector<std::string>& faults);
    void checkRefusal(const void* handle) const;

    Session& m_session;
    int32_t m_status;
    std::string m_words; ///< of a failure
    void* m_handle = nullptr;
    const void* m_functions = nullptr;
    const StInstanceFunctions* m_instance = nullptr;
};

template <typename Made>
InstanceUnderCheck makeInstance(Session& session, std::string_view config, std::string_view detail,
                                const std::function<int32_t(StString, Made*, const StWriter*)>& create)
{
    Made made{};
    TextCollector words;
    const int32_t status =
        session.call("create", detail, [&] { return create(toStString(config), &made, words.writer()); });
    InstanceUnderCheck instance(session, status, words.take());
    if (status != ST_OK) {
        instance.checkRefusal(made.handle);
        return instance;
    }
    const std::vector<std::string> faults = faultsOf(made.functions);
    instance.adopt(made.handle, made.functions, faults.empty() ? made.functions->instance : nullptr, faults);
    return instance;
}

/// Makes an instance of one type with this configuration; `detail` says for reports what is special about it.
using InstanceFactory = std::function<InstanceUnderCheck(std::string_view config, std::string_view detail)>;

/// As the factory, with the type's defaults. What cannot be made, although it should be, is a finding and
/// abandons the step.
InstanceUnderCheck makeUsable(Session& session, const InstanceFactory& make);

} // namespace stellatune
