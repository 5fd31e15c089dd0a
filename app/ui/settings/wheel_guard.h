// Fields that a page is scrolled past.
#pragma once

class QWidget;

namespace stellatune {

/// What is scrolled past shall not change: the wheel works on `widget` only while it has the focus, which it
/// gets by Tab and by a click.
void keepFromWheel(QWidget& widget);

} // namespace stellatune
