package io.libmfa

import io.libmfa.bridge.Outcome

// What each call takes out of an outcome.

internal fun Outcome.done(): Unit = if (this is Outcome.Done) Unit else unexpected()

internal fun Outcome.verdict(): Verdict = if (this is Outcome.Verdict) Verdict.of(verdict) else unexpected()

internal fun Outcome.resynchronization(): Resynchronization =
    if (this is Outcome.Resynchronization) Resynchronization.of(resynchronization) else unexpected()

internal fun Outcome.restoration(): Restoration =
    if (this is Outcome.Restoration) Restoration.of(restoration) else unexpected()

internal fun Outcome.diagnosis(): Diagnosis = if (this is Outcome.Diagnosis) Diagnosis.of(diagnosis) else unexpected()

internal fun Outcome.confirmation(): Confirmation =
    if (this is Outcome.Confirmation) Confirmation.of(confirmation) else unexpected()

internal fun Outcome.redemption(): Redemption =
    if (this is Outcome.Redemption) Redemption.of(redemption) else unexpected()

internal fun Outcome.codeRedemption(): CodeRedemption =
    if (this is Outcome.RedeemedCode) CodeRedemption.of(redeemed) else unexpected()

internal fun Outcome.login(): Login = if (this is Outcome.LoggedIn) Login.of(login) else unexpected()
