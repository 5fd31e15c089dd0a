#include "app/ui/settings/wheel_guard.h"

#include <QEvent>
#include <QWidget>

namespace stellatune {
namespace {

class WheelGuard : public QObject {
  public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() != QEvent::Wheel || static_cast<QWidget*>(watched)->hasFocus())
            return false;
        event->ignore(); // for the page
        return true;
    }
};

} // namespace

void keepFromWheel(QWidget& widget)
{
    widget.setFocusPolicy(Qt::StrongFocus);
    widget.installEventFilter(new WheelGuard(&widget));
}

} // namespace stellatune
