#include "pluginhost/check/report.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {
namespace {

const char* nameOf(Severity severity)
{
    switch (severity) {
    case Severity::Note:
        return "note";
    case Severity::Warning:
        return "warning";
    case Severity::Error:
        return "error";
    }
    return "error";
}

/// Plugins' own words end up in findings; a line of the report stays one line.
std::string oneLine(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
        ' ');
    return text;
}

std::string counted(size_t number, const char* thing)
{
    return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
}

} // namespace

void Report::add(Finding finding)
{
    const bool isKnown = std::any_of(m_findings.begin(), m_findings.end(), [&](const Finding& known) {
        return known.rule == finding.rule && known.where == finding.where && known.text == finding.text;
    });
    if (!isKnown)
        m_findings.push_back(std::move(finding));
}

size_t Report::count(Severity severity) const
{
    return static_cast<size_t>(
        std::count_if(m_findings.begin(), m_findings.end(),
                      [&](const Finding& finding) { return finding.severity == severity; }));
}

std::string Report::asText() const
{
    std::string text;
    for (const Finding& finding : m_findings) {
        text += fmt::format("{:<7} {}  {}: {}\n", nameOf(finding.severity), finding.rule,
                            oneLine(finding.where), oneLine(finding.text));
    }
    text += fmt::format("{}{}: {}, {}, {}\n", m_file, m_plugin.empty() ? "" : " (" + oneLine(m_plugin) + ")",
                        counted(count(Severity::Error), "error"),
                        counted(count(Severity::Warning), "warning"), counted(count(Severity::Note), "note"));
    return text;
}

std::string Report::asJson() const
{
    nlohmann::json findings = nlohmann::json::array();
    for (const Finding& finding : m_findings) {
        findings.push_back({{"severity", nameOf(finding.severity)},
                            {"rule", finding.rule},
                            {"where", finding.where},
                            {"text", finding.text}});
    }
    const nlohmann::json report = {{"file", m_file},
                                   {"plugin", m_plugin},
                                   {"findings", std::move(findings)},
                                   {"summary",
                                    {{"errors", count(Severity::Error)},
                                     {"warnings", count(Severity::Warning)},
                                     {"notes", count(Severity::Note)}}}};
    // A plugin's words may be any bytes.
    return report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

} // namespace stellatune
