#pragma once

#include <QTextBrowser>

namespace rt0::ui {

class Session;

/// Everything known of the selection and of the selected range; text that can be selected and copied.
class DetailsPane : public QTextBrowser {
    Q_OBJECT

public:
    DetailsPane(Session& session, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {300, 400}; }

private:
    void refresh();

    Session& m_session;
};

} // namespace rt0::ui
