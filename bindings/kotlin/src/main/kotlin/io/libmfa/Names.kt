package io.libmfa

import io.libmfa.bridge.checkAuthenticatorName
import io.libmfa.bridge.checkPersonName

/** Names, checked by themselves: what a form says while somebody types. */
public object Names {
    /**
     * Refuses what is not the name of a person.
     *
     * @throws MfaException.Name
     */
    @JvmStatic
    public fun checkPerson(name: String): Unit = crossing { checkPersonName(name) }

    /**
     * Refuses what is not the name of an authenticator.
     *
     * @throws MfaException.Name
     */
    @JvmStatic
    public fun checkAuthenticator(name: String): Unit = crossing { checkAuthenticatorName(name) }

    /**
     * The id of a device as both sides of a recovery write it, in upper case: 4 to 64 characters 0x21 to 0x7e.
     *
     * @throws MfaException.Name
     */
    @JvmStatic
    public fun deviceId(id: String): String = crossing { io.libmfa.bridge.deviceId(id) }

    /**
     * What this computer is called in its network, as the id of a device. On Unix only.
     *
     * @throws MfaException.Name if it cannot be one
     */
    @JvmStatic
    public fun hostName(): String = crossing { io.libmfa.bridge.hostName() }
}
