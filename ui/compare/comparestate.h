#pragma once

#include "analysis/pairlanes.h"
#include "compare/comparedpair.h"
#include "session.h"

#include <QObject>
#include <QString>

namespace rt0::ui {

/// What the pages of the Compare view share: the two builds, how they are laid over each other, and the
/// package that is selected. Their timelines are one start-up (pairStarts) in a session of its own.
class CompareState : public QObject {
    Q_OBJECT

public:
    /// Aligned as the user chose last.
    explicit CompareState(QObject* parent = nullptr);
    /// Aligned as told, whatever the user chose: for pictures without a window.
    explicit CompareState(StartAnchor wish);

    bool empty() const { return !m_pair; }
    /// Null before the first.
    const std::shared_ptr<const ComparedPair>& pair() const { return m_pair; }
    const compare::Comparison& comparison() const { return m_pair->comparison; }
    /// Keeps the selected package and, of the same builds, the part that is visible.
    void setPair(std::shared_ptr<const ComparedPair> pair);

    /// As the user chose; alignment() is what both starts have of it.
    StartAnchor wish() const { return m_wish; }
    StartAnchor alignment() const { return m_alignment; }
    void setWish(StartAnchor anchor);

    /// Import path; empty: none. Kept where a side does not have it.
    const QString& package() const { return m_package; }
    void selectPackage(const QString& importPath);

    Session& timeline() { return m_timeline; }
    const Session& timeline() const { return m_timeline; }
    const PairedStarts& starts() const { return m_starts; }

signals:
    void pairChanged();
    void alignmentChanged();
    void packageChanged();

private:
    void watchTimeline();
    void arrange();
    void followTimeline();
    void showOnTimeline();

    std::shared_ptr<const ComparedPair> m_pair;
    StartAnchor m_wish = StartAnchor::MainMain;
    StartAnchor m_alignment = StartAnchor::MainMain;
    QString m_package;
    PairedStarts m_starts;
    Session m_timeline;
    bool m_arranging = false;
};

} // namespace rt0::ui
