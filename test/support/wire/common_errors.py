"""The errors that every operation of a service can answer with, by protocol, each with its HTTP status."""

# https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html and its like in the other
# services' references: not in the models, since every operation can answer so. By protocol, with the HTTP status.
COMMON_ERRORS = {
    "query": {
        "AccessDenied": 403,
        "InternalFailure": 500,
        "InvalidAction": 400,
        "ServiceUnavailable": 503,
        "Throttling": 400,
        "ValidationError": 400,
    },
    # https://docs.aws.amazon.com/ec2/latest/devguide/api-error-codes.html: the model of EC2 names no error at all.
    "ec2": {
        "AuthFailure": 401,
        "InternalError": 500,
        "InvalidAction": 400,
        "InvalidParameterValue": 400,
        "RequestExpired": 400,
        "RequestLimitExceeded": 503,
        "UnauthorizedOperation": 403,
    },
    "json": {
        "AccessDeniedException": 400,
        "InternalFailure": 500,
        "SerializationException": 400,
        "ServiceUnavailable": 503,
        "ThrottlingException": 400,
        "ValidationException": 400,
    },
    # https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html: S3's model names but a few of its errors.
    "rest-xml": {
        "AccessDenied": 403,
        "BadDigest": 400,
        "BucketAlreadyExists": 409,
        "BucketAlreadyOwnedByYou": 409,
        "BucketNotEmpty": 409,
        "EntityTooSmall": 400,
        "InternalError": 500,
        "InvalidArgument": 400,
        "InvalidBucketName": 400,
        "InvalidDigest": 400,
        "InvalidPart": 400,
        "InvalidPartOrder": 400,
        "InvalidRange": 416,
        "InvalidRequest": 400,
        "MalformedXML": 400,
        "MethodNotAllowed": 405,
        "NoSuchBucket": 404,
        "NoSuchBucketPolicy": 404,
        "NoSuchKey": 404,
        "NoSuchLifecycleConfiguration": 404,
        "NoSuchTagSet": 404,
        "NoSuchUpload": 404,
        "NoSuchVersion": 404,
        "NotImplemented": 501,
        "PreconditionFailed": 412,
        "ServerSideEncryptionConfigurationNotFoundError": 404,
        "SlowDown": 503,
        "XAmzContentSHA256Mismatch": 400,
    },
}
