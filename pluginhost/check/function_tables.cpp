#include "pluginhost/check/function_tables.h"

#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

namespace stellatune {
namespace {

/// Reads one table; what is beyond its struct_size is not touched.
template <typename Table>
class TableCheck {
  public:
    /// `size`: what the table had when version 9 of the interface began.
    TableCheck(const char* name, const Table* table, size_t size) : m_name(name)
    {
        if (table == nullptr)
            m_faults.push_back(fmt::format("{} is null", name));
        else if (table->struct_size < size)
            m_faults.push_back(
                fmt::format("{} has {} bytes where the interface has {}: struct_size must be set to sizeof",
                            name, table->struct_size, size));
        else
            m_table = table;
    }

    const Table* operator->() const { return m_table; }
    explicit operator bool() const { return m_table != nullptr; }

    template <typename Function>
    void require(const char* name, Function function)
    {
        if (function == nullptr)
            m_faults.push_back(fmt::format("{} lacks the function {}", m_name, name));
    }

    void fault(std::string text) { m_faults.push_back(std::move(text)); }

    std::vector<std::string> withInstance(const StInstanceFunctions* instance)
    {
        for (std::string& fault : faultsOf(instance))
            m_faults.push_back(std::move(fault));
        return std::move(m_faults);
    }

    std::vector<std::string> faults() { return std::move(m_faults); }

  private:
    const char* m_name;
    const Table* m_table = nullptr;
    std::vector<std::string> m_faults;
};

#define SIZE_THROUGH(structure, field) (offsetof(structure, field) + sizeof(structure::field))
#define REQUIRE(table, function) table.require(#function, table->function)

} // namespace

std::vector<std::string> faultsOf(const StInstanceFunctions* functions)
{
    TableCheck table("StInstanceFunctions", functions, SIZE_THROUGH(StInstanceFunctions, import_state));
    if (table) {
        REQUIRE(table, destroy);
        REQUIRE(table, last_error);
        if ((table->plan_config == nullptr) != (table->apply_config == nullptr) &&
            table->plan_config != nullptr)
            table.fault("StInstanceFunctions has plan_config without apply_config");
        if ((table->export_state == nullptr) != (table->import_state == nullptr))
            table.fault("StInstanceFunctions has one of export_state and import_state: both or neither");
    }
    return table.faults();
}

std::vector<std::string> faultsOf(const StDecoderFunctions* functions)
{
    TableCheck table("StDecoderFunctions", functions, SIZE_THROUGH(StDecoderFunctions, seek));
    if (!table)
        return table.faults();
    REQUIRE(table, open);
    REQUIRE(table, info);
    REQUIRE(table, read);
    return table.withInstance(table->instance);
}

std::vector<std::string> faultsOf(const StDspFunctions* functions)
{
    TableCheck table("StDspFunctions", functions, SIZE_THROUGH(StDspFunctions, reset));
    if (!table)
        return table.faults();
    REQUIRE(table, info);
    REQUIRE(table, process);
    REQUIRE(table, reset);
    return table.withInstance(table->instance);
}

std::vector<std::string> faultsOf(const StSourceFunctions* functions)
{
    TableCheck table("StSourceFunctions", functions, SIZE_THROUGH(StSourceFunctions, close_stream));
    if (!table)
        return table.faults();
    REQUIRE(table, begin_list);
    REQUIRE(table, begin_open_stream);
    REQUIRE(table, close_stream);
    return table.withInstance(table->instance);
}

std::vector<std::string> faultsOf(const StLyricsFunctions* functions)
{
    TableCheck table("StLyricsFunctions", functions, SIZE_THROUGH(StLyricsFunctions, begin_fetch));
    if (!table)
        return table.faults();
    REQUIRE(table, begin_search);
    REQUIRE(table, begin_fetch);
    return table.withInstance(table->instance);
}

std::vector<std::string> faultsOf(const StSinkFunctions* functions)
{
    TableCheck table("StSinkFunctions", functions, SIZE_THROUGH(StSinkFunctions, close));
    if (!table)
        return table.faults();
    REQUIRE(table, list_targets);
    REQUIRE(table, negotiate);
    REQUIRE(table, open);
    REQUIRE(table, write);
    REQUIRE(table, status);
    REQUIRE(table, flush);
    REQUIRE(table, reset);
    REQUIRE(table, close);
    return table.withInstance(table->instance);
}

std::vector<std::string> faultsOf(const StOperationFunctions* functions, bool yieldsStream)
{
    TableCheck table("StOperationFunctions", functions, SIZE_THROUGH(StOperationFunctions, destroy));
    if (table) {
        REQUIRE(table, poll);
        REQUIRE(table, wait);
        REQUIRE(table, cancel);
        REQUIRE(table, last_error);
        REQUIRE(table, destroy);
        if (yieldsStream)
            REQUIRE(table, take_stream);
        else
            REQUIRE(table, take_text);
    }
    return table.faults();
}

std::vector<std::string> faultsOf(const StStreamFunctions* functions)
{
    TableCheck table("StStreamFunctions", functions, SIZE_THROUGH(StStreamFunctions, interrupt));
    if (table) {
        REQUIRE(table, read);
        REQUIRE(table, tell);
        REQUIRE(table, size);
        REQUIRE(table, interrupt);
    }
    return table.faults();
}

} // namespace stellatune
