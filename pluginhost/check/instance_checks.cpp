#include "pluginhost/check/instance_checks.h"

#include "pluginhost/check/config_schema.h"
#include "pluginhost/check/leak_checks.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace stellatune {
namespace {

using Json = nlohmann::json;

Json parsed(const std::string& text)
{
    return Json::parse(text, nullptr, false);
}

bool isParsed(const Json& json)
{
    return !json.is_discarded();
}

constexpr const char* kMalformed[] = {"{", "{]", "\xff\xfe", "null", "[]", "7", "\"text\""};

void checkConfigurations(Session& session, const ModuleCapability& capability, const InstanceFactory& make)
{
    makeUsable(session, make).destroy();
    const ConfigUnderCheck config = readConfigTexts(capability);
    for (const std::string& text : {std::string("{}"), config.defaults.dump()}) {
        if (const InstanceUnderCheck instance = make(text, text); !instance.isMade())
            session.error("create", fmt::format("create refuses {}: {}", text, instance.words()));
    }
    for (const char* text : kMalformed) {
        if (make(text, "malformed JSON").isMade())
            session.warning("config-unchecked", "create accepts a configuration that is no JSON object");
    }
    if (config.schema.is_null())
        return;
    for (const std::string& text : wronglyTypedConfigs(config.schema)) {
        if (make(text, text).isMade())
            session.warning("config-unchecked",
                            fmt::format("create accepts {}, whose type the schema forbids", text));
    }
}

void checkPlans(Session& session, const ModuleCapability& capability, const InstanceFactory& make)
{
    const InstanceUnderCheck instance = makeUsable(session, make);
    const StInstanceFunctions& functions = instance.instance();
    if (functions.plan_config == nullptr)
        return;
    const auto plan = [&](const std::string& config, const std::string& detail) {
        uint32_t answer = 0;
        TextCollector reason;
        const int32_t status = session.call("plan_config", detail, [&] {
            return functions.plan_config(instance.handle(), toStString(config), &answer, reason.writer());
        });
        if (status != ST_OK)
            return ST_PLAN_REJECT;
        if (answer < ST_PLAN_HOT_APPLY || answer > ST_PLAN_REJECT)
            session.error("plan",
                          fmt::format("plan_config answered the plan {}, which does not exist", answer));
        else if (answer == ST_PLAN_REJECT && reason.text().empty())
            session.warning("error-words", "plan_config rejects without a reason");
        return answer;
    };
    const auto apply = [&](const std::string& config, const std::string& detail) {
        return session.call("apply_config", detail,
                            [&] { return functions.apply_config(instance.handle(), toStString(config)); });
    };

    const std::string defaults = readConfigTexts(capability).defaults.dump();
    if (const uint32_t answer = plan(defaults, "the default configuration"); answer == ST_PLAN_REJECT)
        session.error("plan", "plan_config rejects the default configuration");
    else if (answer == ST_PLAN_HOT_APPLY && apply(defaults, "the default configuration") != ST_OK)
        session.error(
            "plan",
            fmt::format("apply_config refuses the default configuration that plan_config would apply: {}",
                        instance.lastError()));
    for (const char* text : kMalformed) {
        if (plan(text, "malformed JSON") != ST_PLAN_REJECT && apply(text, "malformed JSON") == ST_OK)
            session.warning("config-unchecked", "plan_config and apply_config accept what is no JSON object");
        else if (apply(text, "malformed JSON") != ST_OK && instance.lastError().empty())
            session.warning("error-words", "apply_config failed and last_error has no words for it");
    }
}

void checkState(Session& session, const InstanceFactory& make)
{
    const InstanceUnderCheck instance = makeUsable(session, make);
    const StInstanceFunctions& functions = instance.instance();
    if (functions.export_state == nullptr)
        return;
    const auto exported = [&](const InstanceUnderCheck& from) {
        TextCollector state;
        const int32_t status = session.call(
            "export_state", "", [&] { return from.instance().export_state(from.handle(), state.writer()); });
        if (status != ST_OK)
            session.error("state", fmt::format("export_state failed: {}", from.lastError()));
        else if (!parsed(state.text()).is_object())
            session.error("state", "export_state wrote no JSON object");
        return state.take();
    };
    const auto import = [&](const InstanceUnderCheck& to, const std::string& state, const char* detail) {
        return session.call("import_state", detail,
                            [&] { return to.instance().import_state(to.handle(), toStString(state)); });
    };

    const std::string state = exported(instance);
    const InstanceUnderCheck second = makeUsable(session, make);
    if (import(second, state, "what export_state wrote") != ST_OK)
        session.error("state",
                      fmt::format("import_state refuses what export_state wrote: {}", second.lastError()));
    else if (exported(second) != state)
        session.warning("state", "a state that was imported is exported differently");

    const InstanceUnderCheck third = makeUsable(session, make);
    const std::string before = exported(third);
    for (const char* text : kMalformed) {
        if (import(third, text, "malformed JSON") != ST_OK && exported(third) != before)
            session.error("state", "a state that import_state refused changed the instance all the same");
    }
    import(third, R"({"of":"another version","list":[1,2,3]})", "an unknown state");
}

} // namespace

std::string nameOf(const ModuleCapability& capability)
{
    return fmt::format("{} {}", nameOf(capability.kind), capability.typeId);
}

ConfigUnderCheck readConfigTexts(const ModuleCapability& capability)
{
    ConfigUnderCheck config;
    if (Json schema = parsed(capability.configSchema);
        !capability.configSchema.empty() && isParsed(schema) && faultsOfSchema(schema).empty())
        config.schema = std::move(schema);
    config.defaults = capability.defaultConfig.empty() ? Json::object() : parsed(capability.defaultConfig);
    // Defaults that are wrong by themselves are reported as such, and not tried.
    if (!config.defaults.is_object() ||
        (!config.schema.is_null() && !misfits(config.defaults, config.schema).empty()))
        config.defaults = Json::object();
    return config;
}

void checkConfigTexts(Session& session, const ModuleCapability& capability)
{
    const Json schema = capability.configSchema.empty() ? Json() : parsed(capability.configSchema);
    const Json defaults =
        capability.defaultConfig.empty() ? Json::object() : parsed(capability.defaultConfig);
    if (!isParsed(schema)) {
        session.error("schema", "config_schema is no JSON");
    } else if (!schema.is_null()) {
        for (const std::string& fault : faultsOfSchema(schema))
            session.error("schema", fault);
    }
    if (!defaults.is_object())
        session.error("default-config", "default_config is no JSON object");
    else if (isParsed(schema) && !schema.is_null() && faultsOfSchema(schema).empty()) {
        for (const std::string& misfit : misfits(defaults, schema))
            session.error("default-config", "default_config does not fit config_schema: " + misfit);
    }
}

void checkInstances(Session& session, const ModuleCapability& capability, const InstanceFactory& make)
{
    const std::string where = nameOf(capability);
    session.step(where, [&] { checkConfigurations(session, capability, make); });
    session.step(where, [&] { checkPlans(session, capability, make); });
    session.step(where, [&] { checkState(session, make); });
    session.step(where, [&] {
        checkLeaks(session, "create and destroy", 500, [&] { makeUsable(session, make).destroy(); });
    });
}

} // namespace stellatune
