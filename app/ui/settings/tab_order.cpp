#include "app/ui/settings/tab_order.h"

#include <QLayout>
#include <QScrollArea>
#include <QWidget>

#include <algorithm>
#include <vector>

namespace stellatune {
namespace {

using Stops = std::vector<QWidget*>;

void collect(Stops& stops, QLayout& layout);

void collect(Stops& stops, QWidget& widget)
{
    if (widget.isHidden() || !widget.isEnabled())
        return;
    if ((widget.focusPolicy() & Qt::TabFocus) != 0 && widget.focusProxy() == nullptr)
        stops.push_back(&widget);
    if (const auto* scroll = qobject_cast<QScrollArea*>(&widget); scroll != nullptr && scroll->widget())
        collect(stops, *scroll->widget());
    else if (widget.layout() != nullptr)
        collect(stops, *widget.layout());
}

void collect(Stops& stops, QLayout& layout)
{
    for (int i = 0; i < layout.count(); ++i) {
        QLayoutItem* item = layout.itemAt(i);
        if (item->widget() != nullptr)
            collect(stops, *item->widget());
        else if (item->layout() != nullptr)
            collect(stops, *item->layout());
    }
}

void bringIntoView(QWidget& widget)
{
    for (QWidget* around = widget.parentWidget(); around != nullptr; around = around->parentWidget()) {
        if (auto* scroll = qobject_cast<QScrollArea*>(around))
            scroll->ensureWidgetVisible(&widget);
    }
}

} // namespace

bool focusByLayout(QWidget& window, bool next)
{
    Stops stops;
    collect(stops, window);
    if (stops.empty())
        return false;
    if (!next)
        std::reverse(stops.begin(), stops.end());
    const auto here = std::find(stops.begin(), stops.end(), window.focusWidget());
    QWidget* there = here == stops.end() || std::next(here) == stops.end() ? stops.front() : *std::next(here);
    there->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    bringIntoView(*there);
    return true;
}

} // namespace stellatune
