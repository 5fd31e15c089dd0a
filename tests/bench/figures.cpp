#include "tests/bench/figures.h"

#include <algorithm>

#include <fmt/format.h>

namespace stellatune::bench {

double median(std::vector<double> values)
{
    if (values.empty())
        return 0.0;
    std::sort(values.begin(), values.end());
    const size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

void printFigures(const std::vector<Figure>& figures)
{
    std::vector<std::string> names;
    size_t nameWidth = 0;
    size_t besideWidth = 0;
    for (const Figure& figure : figures) {
        names.push_back(figure.unit.empty() ? figure.name : figure.name + ", " + figure.unit);
        nameWidth = std::max(nameWidth, names.back().size());
        besideWidth = std::max(besideWidth, figure.beside.size());
    }
    fmt::print("\n{:<{}} {:>10} {:>10}  {:<{}} {:>6} {:>8}  {}\n", "figure", nameWidth, "StellaTune", "other",
               "beside", besideWidth, "ratio", "target", "verdict");
    for (size_t i = 0; i < figures.size(); ++i) {
        const Figure& figure = figures[i];
        const bool alone = figure.beside.empty();
        fmt::print("{:<{}} {:>10.3f} {:>10}  {:<{}} {:>6} {:>8}  {}\n", names[i], nameWidth, figure.ours,
                   alone ? "" : fmt::format("{:.3f}", figure.theirs), figure.beside, besideWidth,
                   alone ? "" : fmt::format("{:.2f}", figure.measure()),
                   figure.target ? fmt::format("<= {:.2f}", *figure.target) : "",
                   !figure.target      ? ""
                   : figure.isMissed() ? "MISSED"
                                       : "met");
    }
}

} // namespace stellatune::bench
