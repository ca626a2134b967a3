package io.libmfa.examples.authenticator

/**
 * Where secrets are kept: bytes that only this program's user reads.
 *
 * [FileVault] is one for a computer. On Android it would be one with a key of the Keystore, which no app can read, and a
 * file with what that key encrypts. A sketch, which was not run:
 *
 * ```kotlin
 * class KeystoreVault(private val file: AtomicFile) : SecretVault {
 *     private val key: SecretKey = KeyStore.getInstance("AndroidKeyStore").apply { load(null) }.run {
 *         getKey("authenticator", null) as SecretKey? ?: KeyGenerator.getInstance("AES", "AndroidKeyStore").apply {
 *             init(
 *                 KeyGenParameterSpec.Builder("authenticator", PURPOSE_ENCRYPT or PURPOSE_DECRYPT)
 *                     .setBlockModes(BLOCK_MODE_GCM)
 *                     .setEncryptionPaddings(ENCRYPTION_PADDING_NONE)
 *                     .setUnlockedDeviceRequired(true)
 *                     .build(),
 *             )
 *         }.generateKey()
 *     }
 *
 *     override fun read(): ByteArray? {
 *         if (!file.baseFile.exists()) return null
 *         val kept = file.readFully()
 *         val cipher = Cipher.getInstance("AES/GCM/NoPadding")
 *         cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(128, kept, 0, 12))
 *         return cipher.doFinal(kept, 12, kept.size - 12)
 *     }
 *
 *     @Synchronized
 *     override fun change(change: (ByteArray?) -> ByteArray) {
 *         val next = change(read())
 *         try {
 *             // The Keystore chooses the initialization vector, and never takes one.
 *             val cipher = Cipher.getInstance("AES/GCM/NoPadding").apply { init(Cipher.ENCRYPT_MODE, key) }
 *             val encrypted = cipher.iv + cipher.doFinal(next)
 *             val stream = file.startWrite()
 *             try {
 *                 stream.write(encrypted)
 *                 file.finishWrite(stream) // syncs and renames
 *             } catch (error: IOException) {
 *                 file.failWrite(stream)
 *                 throw error
 *             }
 *         } finally {
 *             next.fill(0)
 *         }
 *     }
 * }
 * ```
 *
 * The file stays out of backups (`android:dataExtractionRules`): another device has another key.
 */
interface SecretVault {
    /** What is kept; `null` if there is nothing yet. The array is the caller's to wipe. */
    fun read(): ByteArray?

    /**
     * Puts what `change` makes of what is kept in its place: all of it or none, and durable when this returns. Nobody else
     * changes it meanwhile. `change` wipes what it is given; what it gives is wiped here. If it throws, nothing changes.
     */
    fun change(change: (ByteArray?) -> ByteArray)
}
