// What came out of checking one plugin, for people and for machines.
#pragma once

#include "pluginhost/check/finding.h"

#include <cstddef>
#include <string>
#include <vector>

namespace stellatune {

class Report {
  public:
    explicit Report(std::string file) : m_file(std::move(file)) {}

    /// A finding that is there already is not added again.
    void add(Finding finding);
    /// Names the plugin in the summary, once it is known.
    void setPlugin(std::string plugin) { m_plugin = std::move(plugin); }

    const std::vector<Finding>& findings() const { return m_findings; }
    size_t count(Severity severity) const;
    /// 1 when there is an error, else 0.
    int exitCode() const { return count(Severity::Error) == 0 ? 0 : 1; }

    /// One finding a line, "error RULE where: text", and a summary.
    std::string asText() const;
    /// {"file", "plugin", "findings": [{"severity", "rule", "where", "text"}], "summary": {"errors",
    /// "warnings", "notes"}}
    std::string asJson() const;

  private:
    std::string m_file;
    std::string m_plugin; ///< id and version, or empty
    std::vector<Finding> m_findings;
};

} // namespace stellatune
