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
    fmt::print("\n{:<38} {:>10} {:>10}  {:<24} {:>6} {:>8}  {}\n", "figure", "StellaTune", "other", "beside",
               "ratio", "target", "verdict");
    for (const Figure& figure : figures) {
        const bool alone = figure.beside.empty();
        fmt::print("{:<38} {:>10.3f} {:>10}  {:<24} {:>6} {:>8}  {}\n", figure.name + ", " + figure.unit,
                   figure.ours, alone ? "" : fmt::format("{:.3f}", figure.theirs), figure.beside,
                   alone ? "" : fmt::format("{:.2f}", figure.measure()),
                   figure.target ? fmt::format("<= {:.2f}", *figure.target) : "",
                   !figure.target      ? ""
                   : figure.isMissed() ? "MISSED"
                                       : "met");
    }
}

} // namespace stellatune::bench
