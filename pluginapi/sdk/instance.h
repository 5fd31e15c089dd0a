// SPDX-License-Identifier: MIT
// What all classes of plugins have in common. A class has
//
//     static constexpr TypeInfo kType{.typeId = "gain", .displayName = "Gain"};
//     explicit Gain(const Config& config);   // or without arguments, when there is nothing to configure
//
// and may have these, each called by the thread that owns the instance:
//
//     ConfigPlan planConfig(const Config& config) const;   // changes nothing
//     void applyConfig(const Config& config);              // on failure the old configuration stays in force
//     Json exportState() const;                            // both of these or none; an object
//     void importState(const Json& state);                 // throw to refuse, and stay as made
//
// All of them public and not overloaded, or they are not seen. With applyConfig() alone every change is
// applied while running; with neither each makes a new instance. A planConfig() that throws ST_ERR_CONFIG, as
// Config does, rejects the configuration with that message.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "../abi/module.h"
#include "border.h"
#include "config.h"
#include "json.h"

namespace stellatune::sdk {

/// A type of instances; see StCapability. Made of literals, as the host keeps pointing at them.
struct TypeInfo {
    std::string_view typeId = {};        ///< [a-z0-9-]{1,64}, never changed
    std::string_view displayName = {};   ///< for people
    std::string_view configSchema = {};  ///< JSON Schema; empty: nothing to configure
    std::string_view defaultConfig = {}; ///< a JSON object; Config takes from it what the host leaves out
};

namespace detail {

constexpr bool isTypeId(std::string_view id)
{
    for (const char letter : id) {
        if (!((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-'))
            return false;
    }
    return !id.empty() && id.size() <= 64;
}

// By name alone, so that a wrong signature is an error of the compiler and not a member without effect.
template <typename T>
concept HasPlanConfig = requires
{
    &T::planConfig;
};
template <typename T>
concept HasApplyConfig = requires
{
    &T::applyConfig;
};
template <typename T>
concept HasExportState = requires
{
    &T::exportState;
};
template <typename T>
concept HasImportState = requires
{
    &T::importState;
};

template <typename T>
Config configFor(StString config)
{
    return Config::parse(toView(config), T::kType.defaultConfig);
}

template <typename T, typename... Before>
T construct(const Config& config, const Before&... before)
{
    if constexpr (std::constructible_from<T, const Before&..., const Config&>) {
        return T(before..., config);
    } else {
        static_assert(
            std::constructible_from<T, const Before&...>,
            "The class needs a public constructor from const Config& (a DSP: from const DspFormat&, "
            "const Config&).");
        return T(before...);
    }
}

/// An instance that keeps nothing beside the author's object.
template <typename T>
struct PlainCell {
    using Object = T;

    explicit PlainCell(const Config& config) : object(construct<T>(config)) {}

    LastError lastError{T::kType.typeId};
    T object;
};

/// StInstanceFunctions for cells. A Cell is what a handle points to: it has an Object, as `object`, and a
/// `lastError`.
template <typename Cell>
class InstanceTable {
    using Object = typename Cell::Object;
    static_assert(isTypeId(Object::kType.typeId), "kType.typeId must match [a-z0-9-]{1,64}.");
    static_assert(HasExportState<Object> == HasImportState<Object>,
                  "exportState() and importState() come together.");

    static constexpr bool kPlans = HasPlanConfig<Object> || HasApplyConfig<Object>;

    static Cell& cell(void* handle) noexcept { return *static_cast<Cell*>(handle); }

    static void destroy(void* handle) noexcept { delete &cell(handle); }

    static int32_t lastError(void* handle, const StWriter* outText) noexcept
    {
        const std::string& message = cell(handle).lastError.message();
        if (outText == nullptr)
            return ST_ERR_INVALID_ARGUMENT;
        return message.empty() ? ST_OK : outText->write(outText->context, message.data(), message.size());
    }

    static int32_t planConfig(void* handle, StString text, uint32_t* outPlan,
                              const StWriter* outReason) noexcept
    {
        return guarded(cell(handle).lastError, "plan_config", [&] {
            requirePointer(outPlan, "out_plan");
            *outPlan = ST_PLAN_REJECT;
            const Config config = configFor<Object>(text);
            const ConfigPlan plan = planFor(cell(handle).object, config);
            if (plan.plan < ST_PLAN_HOT_APPLY || plan.plan > ST_PLAN_REJECT)
                throw Error(ST_ERR_INTERNAL, "planConfig() answered with a plan that does not exist.");
            if (plan.plan == ST_PLAN_REJECT)
                writeText(outReason, plan.reason);
            *outPlan = plan.plan;
        });
    }

    static ConfigPlan planFor(const Object& object, const Config& config)
    {
        if constexpr (HasPlanConfig<Object>) {
            try {
                return object.planConfig(config);
            } catch (const Error& error) {
                if (error.status() != ST_ERR_CONFIG)
                    throw;
                return ConfigPlan::reject(error.what());
            }
        } else {
            return ConfigPlan::hotApply();
        }
    }

    static int32_t applyConfig(void* handle, StString text) noexcept
    {
        return guarded(cell(handle).lastError, "apply_config", [&] {
            if constexpr (HasApplyConfig<Object>)
                cell(handle).object.applyConfig(configFor<Object>(text));
            else
                throw Error(ST_ERR_UNSUPPORTED, "A new configuration needs a new instance.");
        });
    }

    static int32_t exportState(void* handle,
                               const StWriter* outState) noexcept requires HasExportState<Object>
    {
        return guarded(cell(handle).lastError, "export_state", [&] {
            const Json state = cell(handle).object.exportState();
            if (!state.isObject())
                throw Error(ST_ERR_INTERNAL, "exportState() must give an object.");
            writeText(outState, state.dump());
        });
    }

    static int32_t importState(void* handle, StString text) noexcept requires HasImportState<Object>
    {
        return guarded(cell(handle).lastError, "import_state", [&] {
            const Json state = Json::parse(toView(text));
            if (!state.isObject())
                throw Error(ST_ERR_CORRUPT, "A state must be a JSON object.");
            cell(handle).object.importState(state);
        });
    }

    static constexpr StInstanceFunctions make()
    {
        StInstanceFunctions functions{};
        functions.struct_size = sizeof functions;
        functions.destroy = &destroy;
        functions.last_error = &lastError;
        if constexpr (kPlans) {
            functions.plan_config = &planConfig;
            functions.apply_config = &applyConfig;
        }
        if constexpr (HasExportState<Object>) {
            functions.export_state = &exportState;
            functions.import_state = &importState;
        }
        return functions;
    }

  public:
    static constexpr StInstanceFunctions kFunctions = make();
};

/// A capability of a class, by its kind and its StDecoderType, StDspType...
template <typename T>
constexpr StCapability makeCapability(uint32_t kind, const void* type)
{
    StCapability capability{};
    capability.struct_size = sizeof capability;
    capability.kind = kind;
    capability.type_id = toStString(T::kType.typeId);
    capability.display_name = toStString(T::kType.displayName);
    capability.config_schema = toStString(T::kType.configSchema);
    capability.default_config = toStString(T::kType.defaultConfig);
    capability.type = type;
    return capability;
}

} // namespace detail
} // namespace stellatune::sdk
