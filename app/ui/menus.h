// What stands where in the menu bar.
#pragma once

class QMenu;
class QMenuBar;

namespace stellatune {

class Actions;

struct OwnMenus {
    QMenu* recent = nullptr; ///< filled by the window
    QMenu* device = nullptr;
};

/// `hasDemo`: the demo album can be played.
void fillMenuBar(QMenuBar& bar, const Actions& actions, const OwnMenus& menus, bool hasDemo);

} // namespace stellatune
