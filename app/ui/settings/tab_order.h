// Where Tab goes from here.
#pragma once

class QWidget;

namespace stellatune {

/// To the next widget, or the one before, as the layouts of `window` place what is in it, and brings it into
/// view. Qt's own order is that in which widgets were made, which is another as soon as a part was made anew.
/// False when there is none.
bool focusByLayout(QWidget& window, bool next);

} // namespace stellatune
