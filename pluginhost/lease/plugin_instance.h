// What the instances of all capabilities have in common.
#pragma once

#include "pluginapi/abi/instance.h"
#include "pluginhost/base/result.h"
#include "pluginhost/lease/first_size.h"
#include "pluginhost/lease/module_lease.h"
#include "pluginhost/lease/owner_thread.h"
#include "pluginhost/lease/running_call.h"
#include "pluginhost/lease/text_transfer.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace stellatune {

enum class ConfigChange : uint8_t { HotApply, Recreate, Reject };

struct ConfigPlan {
    ConfigChange change = ConfigChange::Recreate;
    std::string reason; ///< for Reject
};

/// One instance of a plugin, called by the thread that owns it and by no other: a call from elsewhere asserts
/// in debug builds and answers ErrorCode::WrongThread in others, without entering the plugin. Destroys the
/// plugin's side first and lets go of the lease then.
class PluginInstance {
  public:
    PluginInstance(const PluginInstance&) = delete;
    PluginInstance& operator=(const PluginInstance&) = delete;

    const ModuleLease& lease() const { return *m_lease; }
    const std::string& typeId() const { return m_typeId; }

    /// Moves the instance to the thread that calls next. Once.
    Result<void> handOver();

    /// What a change to `config` (a JSON object) would take. Changes nothing.
    Result<ConfigPlan> planConfig(std::string_view config);
    /// After a plan of HotApply. On failure the configuration before is still in force.
    Result<void> applyConfig(std::string_view config);

    /// Whether state can be carried over to another instance.
    bool carriesState() const;
    /// JSON. ErrorCode::Unsupported without carriesState().
    Result<std::string> exportState();
    Result<void> importState(std::string_view state);

  protected:
    PluginInstance(std::shared_ptr<const ModuleLease> lease, std::string typeId);
    ~PluginInstance();

    /// Destroys the plugin's side, once. A capability that lends the plugin something of its own calls this
    /// first in its destructor.
    void end();

    /// Has the plugin make its side. `create` gets the place for what is made (an StDecoder, say) and a
    /// writer for the words of a failure, and answers a status. Once; the result is the table of that
    /// capability's functions.
    template <typename Made, typename Create>
    auto make(Create&& create) -> Result<decltype(Made::functions)>
    {
        Made made{};
        TextCollector words;
        const int32_t status = enter("create", [&] { return create(&made, words.writer()); });
        if (status != ST_OK)
            return notMade(status, words.text());
        if (made.handle == nullptr || made.functions == nullptr)
            return misbehaviour("create", "succeeded without an instance");
        if (!isWhole(made.functions)) {
            // It cannot be destroyed, so it stays, and its library with it.
            ModuleLease::keepForEver(m_lease, m_typeId + " cannot be destroyed: its table is too short");
            return misbehaviour("create", "made an instance whose table is too short");
        }
        if (!adopt(made.handle, made.functions->instance))
            return misbehaviour("create", "made an instance that lacks destroy or last_error");
        return made.functions;
    }

    void* handle() const { return m_handle; }

    /// Runs `call`, which answers a status, when this is the owner's thread. `function` is the name that the
    /// interface gives it.
    template <typename Call>
    Result<void> invoke(const char* function, Call&& call)
    {
        if (!m_owner.isOwner())
            return wrongThread(function);
        const int32_t status = enter(function, call);
        if (status == ST_OK)
            return {};
        return failure(status, function);
    }

    /// The same as a bare status, for calls per block: no text, no allocation.
    template <typename Call>
    int32_t invokeInRealTime(const char* function, Call&& call)
    {
        if (!m_owner.isOwner()) {
            reportWrongThread(function);
            return ST_ERR_WRONG_THREAD;
        }
        return enter(function, call);
    }

    template <typename... Functions>
    static bool hasAll(Functions... functions)
    {
        return ((functions != nullptr) && ...);
    }

    /// What logs and errors call this plugin: "plugin.org.example.aac".
    const std::string& domain() const { return m_domain; }
    const std::shared_ptr<const ModuleLease>& sharedLease() const { return m_lease; }
    Error noSuchType() const;
    /// The error of a call that the plugin answered with `status`, in the plugin's words.
    Error failure(int32_t status, const char* function);
    /// Of a call that the plugin does not offer.
    Error notOffered(const char* function) const;
    /// A plugin that breaks the interface: "claims 12 frames of 8".
    Error misbehaviour(const char* function, std::string_view what) const;

  private:
    /// Every call into the plugin goes through here.
    template <typename Call>
    int32_t enter(const char* function, Call&& call)
    {
        const PluginCallScope scope(m_lease->pluginId().c_str(), function);
        m_runningCall.begin(function);
        const int32_t status = call();
        m_runningCall.end();
        return status;
    }

    bool adopt(void* handle, const StInstanceFunctions* functions);
    Error notMade(int32_t status, std::string_view words) const;
    Error wrongThread(const char* function) const;
    void reportWrongThread(const char* function) const;

    const std::shared_ptr<const ModuleLease> m_lease;
    const std::string m_typeId;
    const std::string m_domain;
    OwnerThread m_owner;
    RunningCall m_runningCall;
    void* m_handle = nullptr;
    const StInstanceFunctions* m_functions = nullptr;
};

} // namespace stellatune
