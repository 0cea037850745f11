/**
 * Resumable uploads. A client sends the parts of a file straight to the bucket, with URLs that this server signs. The
 * storage is the only record of the parts, so a client that has lost everything but the id of its upload continues
 * where it was. The database has the name, the sizes and the expiry.
 *
 * <p><b>Order of writes.</b> The row is written before the storage begins the upload, and deleted after the storage has
 * removed it. A crash in between therefore leaves a row, which expires, or an upload without a row, which {@link
 * dev.cliprange.ingest.upload.UploadJanitor} aborts.
 *
 * <p><b>Completing</b> may be repeated at any point. If the storage has the object and no longer has the multipart
 * upload, the completion was successful, whichever request sent it. The source is found by the URI of the object, which
 * contains the id of the upload, so all completions of one upload return the same source.
 *
 * <p>tus was considered: the bytes would pass through this server or a second one. So was Uppy's client for S3, which
 * since version 6 speaks the protocol of S3 and only requests signatures, and sends the parts of a file one after
 * another.
 */
@NullMarked
package dev.cliprange.ingest.upload;

import org.jspecify.annotations.NullMarked;
